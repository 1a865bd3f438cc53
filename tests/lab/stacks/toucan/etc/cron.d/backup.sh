0 6 * * * root true a dot
