//! Tables without lines: aligned columns, notes under a row, and less of it where there is less room.
//!
//! The layout is made of plain text; colours and links are put around the cells afterwards, so that
//! they can never be counted as width.

use anstyle::Style;
use comfy_table::{ColumnConstraint, ContentLineStyle, TableStyle, Width};
use unicode_width::UnicodeWidthStr as _;

use super::fit;
use super::style::{BOLD, DIM, Look, PLAIN, Symbol};

/// Columns between two cells.
const GAP: usize = 2;
/// How far the notes under a row stand in, and with the symbol before them.
const NOTE_INDENT: usize = 2;
/// A mark and a blank.
const MARK_ROOM: usize = 2;
/// More lines of one note do not help.
const NOTE_LINES: usize = 3;
/// Between the cells of a line while it is laid out; clean text never contains it.
const SEPARATOR: char = '\u{1f}';

#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// A column before the first one has a mark at each row that changed.
    marks: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Column {
    title: &'static str,
    /// Not squeezed below this while another column can be left out instead.
    least: usize,
    /// 0: never left out; else the highest goes first.
    expendable: u8,
}

impl Column {
    /// Always there, squeezed below `least` columns only in great need.
    pub const fn needed(title: &'static str, least: usize) -> Self {
        Self { title, least, expendable: 0 }
    }

    /// Left out where there is no room; of several the one with the highest `rank` goes first.
    pub const fn expendable(title: &'static str, least: usize, rank: u8) -> Self {
        Self { title, least, expendable: rank }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
    /// Lines under the row, across all columns.
    pub notes: Vec<Cell>,
    /// It is not what it was; shown in a table with marks.
    pub changed: bool,
}

/// Text in one style. It must be clean.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    text: String,
    style: Style,
    url: Option<String>,
}

impl Cell {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: PLAIN, url: None }
    }

    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Shown in reverse where it changed and there are colours.
    #[must_use]
    pub fn mark(mut self, changed: bool) -> Self {
        if changed {
            self.style = self.style.invert();
        }
        self
    }

    #[must_use]
    pub fn link(mut self, url: Option<&str>) -> Self {
        self.url = url.map(str::to_owned);
        self
    }
}

impl Table {
    pub fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new(), marks: false }
    }

    /// Room before the first column for a mark at each row that changed.
    #[must_use]
    pub fn with_marks(mut self, marks: bool) -> Self {
        self.marks = marks;
        self
    }

    /// A row has one cell per column.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Complete lines without trailing spaces, none wider than the look allows.
    pub fn render(&self, look: &Look) -> String {
        if !self.marks {
            return self.blocks(look).concat();
        }
        let inside = Look { width: look.width.saturating_sub(MARK_ROOM), ..*look };
        let changed = std::iter::once(false).chain(self.rows.iter().map(|row| row.changed));
        let mut out = String::new();
        for (block, changed) in self.blocks(&inside).iter().zip(changed) {
            for (number, line) in block.lines().enumerate() {
                let mark = if changed && number == 0 { look.symbol(Symbol::MARK) } else { " " };
                let marked = format!("{} {line}", look.paint(BOLD, mark));
                // An empty line stays one.
                out.push_str(if line.is_empty() && mark == " " { "" } else { &marked });
                out.push('\n');
            }
        }
        out
    }

    /// The header, then each row with its notes.
    fn blocks(&self, look: &Look) -> Vec<String> {
        let widths = fitted(&self.columns, &self.natural_widths(), look.width);
        let laid_out = self.lay_out(&widths, look);
        let header = self.columns.iter().map(|column| Cell::new(column.title).style(DIM));
        let header = Row { cells: header.collect(), ..Row::default() };
        let rows = std::iter::once(&header).chain(&self.rows);
        let block = |(row, line): (&Row, &Vec<String>)| {
            let mut out = String::new();
            push_line(&mut out, line, &row.cells, &widths, look);
            push_notes(&mut out, &row.notes, NOTE_INDENT, look);
            out
        };
        rows.zip(&laid_out).map(block).collect()
    }

    fn natural_widths(&self) -> Vec<usize> {
        let titles = self.columns.iter().map(|column| column.title.width());
        let mut widths: Vec<usize> = titles.collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width = (*width).max(cell.text.width());
            }
        }
        widths
    }

    /// Each line as its visible cells, cut and padded.
    fn lay_out(&self, widths: &[Option<usize>], look: &Look) -> Vec<Vec<String>> {
        let mut table = comfy_table::Table::new();
        table.load_style(
            TableStyle::new()
                .header_lines(ContentLineStyle::none().junction(SEPARATOR))
                .content_lines(ContentLineStyle::none().junction(SEPARATOR)),
        );
        table.set_truncation_indicator(look.symbol(Symbol::ELLIPSIS)).set_delimiter('\n');
        let texts = self.columns.iter().map(|column| column.title);
        table.set_header(one_line(texts, widths));
        for row in &self.rows {
            table.add_row(one_line(row.cells.iter().map(|cell| cell.text.as_str()), widths));
        }
        for (column, width) in table.column_iter_mut().zip(widths.iter().flatten()) {
            let width = u16::try_from(*width).unwrap_or(u16::MAX);
            column
                .set_padding((0, 0))
                .set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
        table.lines().map(|line| line.split(SEPARATOR).map(str::to_owned).collect()).collect()
    }
}

fn one_line<'a>(
    texts: impl Iterator<Item = &'a str>,
    widths: &[Option<usize>],
) -> comfy_table::Row {
    let shown = texts.zip(widths).filter(|(_, width)| width.is_some());
    let mut row = comfy_table::Row::from(shown.map(|(text, _)| text).collect::<Vec<_>>());
    row.max_height(1);
    row
}

/// The width of each column, `None` where it is left out.
fn fitted(columns: &[Column], natural: &[usize], room: usize) -> Vec<Option<usize>> {
    let mut widths: Vec<Option<usize>> = natural.iter().copied().map(Some).collect();
    loop {
        squeeze(&mut widths, room, |index| columns[index].least);
        if total(&widths) <= room {
            return widths;
        }
        let shown = columns.iter().enumerate().filter(|(index, _)| widths[*index].is_some());
        let Some((index, _)) = shown
            .filter(|(_, column)| column.expendable > 0)
            .max_by_key(|(_, column)| column.expendable)
        else {
            squeeze(&mut widths, room, |_| 1);
            return widths;
        };
        widths[index] = None;
        for (width, natural) in widths.iter_mut().zip(natural) {
            *width = width.map(|_| *natural);
        }
    }
}

/// Takes from the widest column first.
fn squeeze(widths: &mut [Option<usize>], room: usize, least: impl Fn(usize) -> usize) {
    while total(widths) > room {
        let candidates =
            widths.iter().enumerate().filter_map(|(index, width)| Some((index, (*width)?)));
        let Some((index, width)) = candidates
            .filter(|(index, width)| *width > least(*index))
            .max_by_key(|(_, width)| *width)
        else {
            return;
        };
        widths[index] = Some(width - 1);
    }
}

fn total(widths: &[Option<usize>]) -> usize {
    let shown = widths.iter().flatten().count();
    widths.iter().flatten().sum::<usize>() + GAP * shown.saturating_sub(1)
}

fn push_line(
    out: &mut String,
    line: &[String],
    cells: &[Cell],
    widths: &[Option<usize>],
    look: &Look,
) {
    let shown = cells.iter().zip(widths).filter(|(_, width)| width.is_some()).map(|(cell, _)| cell);
    // Written only when another cell follows.
    let mut padding = 0;
    for (piece, cell) in line.iter().zip(shown) {
        let text = piece.trim_end();
        if !text.is_empty() {
            out.extend(std::iter::repeat_n(' ', padding));
            out.push_str(&look.paint_link(cell.style, text, cell.url.as_deref()));
            padding = 0;
        }
        padding += piece.width().saturating_sub(text.width()) + GAP;
    }
    out.push('\n');
}

/// Lines that belong to what stands above them, tied to it by a thin line.
pub fn push_notes(out: &mut String, notes: &[Cell], indent: usize, look: &Look) {
    let notes: Vec<_> = notes.iter().filter(|note| !note.text.trim().is_empty()).collect();
    for (index, note) in notes.iter().enumerate() {
        let last = index + 1 == notes.len();
        let first_mark = look.symbol(if last { Symbol::CORNER } else { Symbol::BRANCH });
        let later_mark = if last { "" } else { look.symbol(Symbol::TRUNK) };
        let text_at = indent + first_mark.width() + 1;
        let lines = fit::wrap(&note.text, look.width.saturating_sub(text_at), NOTE_LINES, look);
        for (number, line) in lines.iter().enumerate() {
            let mark = if number == 0 { first_mark } else { later_mark };
            let pad = " ".repeat(text_at.saturating_sub(indent + mark.width()));
            out.push_str(&" ".repeat(indent));
            out.push_str(&look.paint(DIM, mark));
            out.push_str(&pad);
            out.push_str(&look.paint_link(note.style, line, note.url.as_deref()));
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests;
