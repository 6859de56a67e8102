//! One pass over a text that sees every 個人番号 in it. What it costs is some nanoseconds a character.

use std::ops::Range;

use unicode_normalization::char::decompose_compatible;

use super::{DIGITS, END, MASK, PersonalNumber, PersonalNumbers};

/// A 個人番号 found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// By which rule.
    pub rule: Rule,
    /// The number; `None`: it was masked.
    pub number: Option<PersonalNumber>,
    /// The elements from the root down to the one that holds its last digit; empty in a plain text.
    pub path: Vec<String>,
    /// The bytes of each digit, in order.
    pub digits: Vec<Range<usize>>,
}

/// Why something counts as a 個人番号.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// It belongs to a person of the run.
    OfPersona,
    /// Twelve digits with a right check digit, where nothing else is declared.
    CheckDigit,
    /// It was masked before: the text comes from a record.
    Masked,
}

/// The check digit of eleven digits (平成26年総務省令85号5条).
pub(super) fn check_digit(body: u64) -> u64 {
    const WEIGHTS: [u64; 11] = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6];
    let mut rest = body;
    let mut sum = 0;
    for weight in WEIGHTS {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    match sum % 11 {
        0 | 1 => 0,
        over => 11 - over,
    }
}

/// Whether the last of twelve digits is the check digit of the others.
pub(super) fn is_right(number: u64) -> bool {
    check_digit(number / 10) == number % 10
}

/// What a character is to somebody who looks for numbers.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Digit(u8),
    /// Two digits in one character (⑫).
    Pair(u8, u8),
    /// A digit masked before.
    Mark,
    /// Between two digits it changes nothing, and nobody sees it.
    Invisible,
    /// May stand between the groups of a number.
    Separator,
    /// A letter or any other word character: here a number ends.
    Other,
}

#[inline]
fn class(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digit(c as u8 - b'0'),
        'a'..='z' | 'A'..='Z' => Class::Other,
        '\t' | '\n' | '\r' | ' '..='~' => Class::Separator,
        FIRST_OF_JAPAN..=LAST_OF_JAPAN => {
            let at = u32::from(c) - u32::from(FIRST_OF_JAPAN);
            if UNPLAIN[(at / 64) as usize] & (1 << (at % 64)) == 0 { Class::Other } else { kana_or_kanji(c) }
        }
        MASK => Class::Mark,
        '０'..='９' => Class::Digit((u32::from(c) - u32::from('０')) as u8),
        _ => rare(c),
    }
}

/// Kana and kanji: most of a message, and nearly all of them plain letters.
const FIRST_OF_JAPAN: char = '\u{3041}';
const LAST_OF_JAPAN: char = '\u{9fff}';

/// Digits among the kanji, as people write them.
const KANJI_DIGITS: [&[char]; 10] = [
    &['零'],
    &['一', '壱', '壹'],
    &['二', '弐', '貳'],
    &['三', '参', '參'],
    &['四', '肆'],
    &['五', '伍'],
    &['六', '陸'],
    &['七', '漆'],
    &['八', '捌'],
    &['九', '玖'],
];

/// Between numbers these are read as a hyphen, or they are no letters at all.
const JAPANESE_SIGNS: [char; 7] = ['の', 'ノ', 'ー', '゠', '・', '゛', '゜'];

/// One bit for each kana and kanji that is no plain letter.
static UNPLAIN: [u64; 449] = unplain();

const fn unplain() -> [u64; 449] {
    let mut bits = [0u64; 449];
    let mut digit = 0;
    while digit < KANJI_DIGITS.len() {
        let mut spelling = 0;
        while spelling < KANJI_DIGITS[digit].len() {
            mark(&mut bits, KANJI_DIGITS[digit][spelling] as u32);
            spelling += 1;
        }
        digit += 1;
    }
    let mut sign = 0;
    while sign < JAPANESE_SIGNS.len() {
        mark(&mut bits, JAPANESE_SIGNS[sign] as u32);
        sign += 1;
    }
    mark(&mut bits, 0x3099);
    mark(&mut bits, 0x309a);
    // Circled numbers and their kin.
    let mut circled = 0x3220;
    while circled <= 0x33ff {
        mark(&mut bits, circled);
        circled += 1;
    }
    bits
}

const fn mark(bits: &mut [u64; 449], c: u32) {
    let at = c - FIRST_OF_JAPAN as u32;
    bits[(at / 64) as usize] |= 1 << (at % 64);
}

fn kana_or_kanji(c: char) -> Class {
    if let Some(digit) = KANJI_DIGITS.iter().position(|spellings| spellings.contains(&c)) {
        return Class::Digit(digit as u8);
    }
    match c {
        '\u{3099}' | '\u{309a}' => Class::Invisible,
        _ if JAPANESE_SIGNS.contains(&c) => Class::Separator,
        _ => rare(c),
    }
}

/// The beginnings of rows of decimal digits that are no compatibility forms of ours.
const OTHER_ZEROS: [char; 4] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{e50}'];

#[cold]
fn rare(c: char) -> Class {
    if c == '〇' || c == '◯' || c == '○' {
        return Class::Digit(0);
    }
    if is_invisible(c) {
        return Class::Invisible;
    }
    if let Some(zero) =
        OTHER_ZEROS.iter().find(|zero| (u32::from(**zero)..u32::from(**zero) + 10).contains(&u32::from(c)))
    {
        return Class::Digit((u32::from(c) - u32::from(*zero)) as u8);
    }
    let mut digits = [0u8; 2];
    let mut count = 0;
    decompose_compatible(c, |part| {
        if let Some(digit) = part.to_digit(10).filter(|_| count < 2) {
            digits[count] = digit as u8;
            count += 1;
        }
    });
    match count {
        1 => Class::Digit(digits[0]),
        2 => Class::Pair(digits[0], digits[1]),
        _ if c.is_alphanumeric() => Class::Other,
        _ => Class::Separator,
    }
}

/// Characters without a width of their own: joiners, marks of direction, variation selectors, combining marks, controls.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}'
        | '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
        || c.is_control()
}

/// Whether a character is a digit, or two.
pub(super) fn is_digit(c: char) -> bool {
    matches!(class(c), Class::Digit(_) | Class::Pair(..))
}

/// The digits of a text that holds nothing else but separators; `None` when it holds more.
pub(super) fn digits(text: &str) -> Option<Vec<u8>> {
    let mut digits = Vec::with_capacity(DIGITS);
    for c in text.chars() {
        match class(c) {
            Class::Digit(digit) => digits.push(digit),
            Class::Pair(first, second) => digits.extend([first, second]),
            Class::Invisible | Class::Separator => {}
            Class::Mark | Class::Other => return None,
        }
    }
    Some(digits)
}

/// Digits without a visible character between them.
#[derive(Clone, Copy)]
struct Group {
    length: usize,
    value: u64,
    /// The one separator before it; `None`: none, or several.
    after: Option<char>,
    /// How many digits were seen before its first.
    first: usize,
}

/// Groups of one length with one separator between them, as on the card.
#[derive(Clone, Copy)]
struct Chain {
    length: usize,
    count: usize,
    between: Option<char>,
    value: u64,
    first: usize,
}

/// A stream of characters that belong together.
struct Stream {
    /// The last twelve digits as a number.
    window: u64,
    /// How many digits there were since the last character that is neither digit nor separator.
    run: usize,
    /// How many digits there were in all.
    seen: usize,
    /// Bytes of the last digits, as a ring.
    spots: [(usize, usize); RING],
    /// Masked digits in a row.
    marks: usize,
    /// Where the last of a whole masked number stood: that it is whole shows only further on.
    marked: Vec<String>,
    /// The digits that are being read.
    group: Option<Group>,
    chain: Option<Chain>,
    /// Separators since the last digit, and the last of them.
    between: (usize, char),
}

/// Digits whose bytes are remembered: a number is judged at the latest when a second one may be whole.
const RING: usize = 2 * DIGITS + 8;

impl Stream {
    fn new() -> Self {
        Self {
            window: 0,
            run: 0,
            seen: 0,
            spots: [(0, 0); RING],
            marks: 0,
            marked: Vec::new(),
            group: None,
            chain: None,
            between: (0, ' '),
        }
    }

    /// The bytes of twelve digits, the last of which is the one before `end`.
    fn spots(&self, end: usize) -> Vec<Range<usize>> {
        (end.saturating_sub(DIGITS)..end).map(|at| self.spots[at % RING]).map(|(from, to)| from..to).collect()
    }

    fn remember(&mut self, spot: Range<usize>) {
        self.spots[self.seen % RING] = (spot.start, spot.end);
        self.seen += 1;
    }
}

/// One scan: what is looked for, and what was found.
struct Scan<'n> {
    numbers: &'n PersonalNumbers,
    found: Vec<Found>,
}

impl Scan<'_> {
    /// Takes one character. What is declared is asked only when a number of rule two is there.
    fn take(&mut self, stream: &mut Stream, c: char, spot: Range<usize>, here: &dyn Here) {
        match class(c) {
            Class::Digit(digit) => self.digit(stream, digit, spot, here),
            Class::Pair(first, second) => {
                self.digit(stream, first, spot.clone(), here);
                self.digit(stream, second, spot, here);
            }
            Class::Mark => {
                self.end_run(stream, here);
                stream.marks += 1;
                if stream.marks == DIGITS {
                    stream.marked = here.path();
                }
                stream.remember(spot);
            }
            Class::Invisible => {}
            Class::Separator => {
                self.end_group(stream, here);
                stream.between = (stream.between.0 + 1, c);
            }
            Class::Other => {
                if stream.run > 0 || stream.marks > 0 {
                    self.end_run(stream, here);
                    self.end_marks(stream);
                }
            }
        }
    }

    fn digit(&mut self, stream: &mut Stream, digit: u8, spot: Range<usize>, here: &dyn Here) {
        if stream.marks > 0 {
            self.end_marks(stream);
        }
        stream.window = (stream.window * 10 + u64::from(digit)) % END;
        stream.remember(spot);
        stream.run += 1;
        match &mut stream.group {
            Some(group) => {
                group.length += 1;
                group.value = (group.value * 10 + u64::from(digit)) % END;
                let length = group.length;
                if stream.chain.is_some_and(|chain| chain.length < length) {
                    self.end_chain(stream, here);
                }
            }
            None => {
                let after = (stream.between.0 == 1).then_some(stream.between.1);
                stream.group = Some(Group { length: 1, value: u64::from(digit), after, first: stream.seen - 1 });
            }
        }
        stream.between = (0, ' ');
        if stream.run >= DIGITS && self.numbers.holds(stream.window) {
            let digits = stream.spots(stream.seen);
            let number = Some(PersonalNumber(stream.window));
            self.found.push(Found { rule: Rule::OfPersona, number, path: here.path(), digits });
        }
    }

    fn end_group(&mut self, stream: &mut Stream, here: &dyn Here) {
        let Some(group) = stream.group.take() else { return };
        if group.length == DIGITS {
            self.judge(stream, group.value, group.first, here);
        }
        if let Some(chain) = &mut stream.chain {
            let same_sign = group.after.is_some() && (chain.count == 1 || chain.between == group.after);
            if chain.length == group.length && same_sign {
                let wider = chain.value * 10u64.pow(group.length as u32) + group.value;
                *chain = Chain { count: chain.count + 1, between: group.after, value: wider % END, ..*chain };
                return;
            }
        }
        self.end_chain(stream, here);
        if matches!(group.length, 1 | 4) {
            let Group { length, value, first, .. } = group;
            stream.chain = Some(Chain { length, count: 1, between: None, value, first });
        }
    }

    fn end_chain(&mut self, stream: &mut Stream, here: &dyn Here) {
        if let Some(chain) = stream.chain.take().filter(|chain| chain.length * chain.count == DIGITS) {
            self.judge(stream, chain.value, chain.first, here);
        }
    }

    /// An item ends: what rule two says of it is settled.
    fn end_item(&mut self, stream: &mut Stream, here: &dyn Here) {
        self.end_group(stream, here);
        self.end_chain(stream, here);
        stream.between = (0, ' ');
    }

    /// A word character, or the end.
    fn end_run(&mut self, stream: &mut Stream, here: &dyn Here) {
        self.end_item(stream, here);
        stream.run = 0;
    }

    fn judge(&mut self, stream: &Stream, value: u64, first: usize, here: &dyn Here) {
        if is_right(value) && !self.numbers.holds(value) && !here.declared() {
            let digits = stream.spots(first + DIGITS);
            let number = Some(PersonalNumber(value));
            self.found.push(Found { rule: Rule::CheckDigit, number, path: here.path(), digits });
        }
    }

    fn end_marks(&mut self, stream: &mut Stream) {
        if stream.marks == DIGITS {
            let digits = stream.spots(stream.seen);
            let path = std::mem::take(&mut stream.marked);
            self.found.push(Found { rule: Rule::Masked, number: None, path, digits });
        }
        stream.marks = 0;
    }

    fn end(&mut self, stream: &mut Stream, here: &dyn Here) {
        self.end_run(stream, here);
        self.end_marks(stream);
    }
}

/// Where in a message a character stands.
trait Here {
    fn path(&self) -> Vec<String>;
    fn declared(&self) -> bool;
}

/// A plain text.
struct Plain(bool);

impl Here for Plain {
    fn path(&self) -> Vec<String> {
        Vec::new()
    }

    fn declared(&self) -> bool {
        self.0
    }
}

pub(super) fn text(numbers: &PersonalNumbers, text: &str, declared: bool) -> Vec<Found> {
    let mut scan = Scan { numbers, found: Vec::new() };
    let (mut stream, here) = (Stream::new(), Plain(declared));
    for (at, c) in text.char_indices() {
        scan.take(&mut stream, c, at..at + c.len_utf8(), &here);
    }
    scan.end(&mut stream, &here);
    scan.found
}

/// The elements that are open.
struct Open<'x> {
    names: Vec<&'x str>,
    declared: &'x dyn Fn(&str) -> bool,
    /// Inside a tag, a comment or an instruction: nothing is declared there.
    markup: bool,
}

impl Here for Open<'_> {
    fn path(&self) -> Vec<String> {
        self.names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn declared(&self) -> bool {
        !self.markup && self.names.last().is_some_and(|name| (self.declared)(name))
    }
}

/// Nobody reads a path so deep.
const DEPTH_MAX: usize = 64;

pub(super) fn xml(numbers: &PersonalNumbers, xml: &str, declared: &dyn Fn(&str) -> bool) -> Vec<Found> {
    let mut scan = Scan { numbers, found: Vec::new() };
    let mut stream = Stream::new();
    let mut here = Open { names: Vec::new(), declared, markup: false };
    let mut at = 0;
    loop {
        let end = xml[at..].find('<').map_or(xml.len(), |length| at + length);
        scan.segment(&mut stream, &xml[at..end], at, &here);
        at = end;
        if at == xml.len() {
            break;
        }
        if xml[at..].starts_with(CDATA) {
            at += CDATA.len();
            continue;
        }
        // An item ends here: groups do not go on, but a number of a person may.
        scan.end_item(&mut stream, &here);
        let end = at + markup_length(&xml[at..]);
        scan.markup(&xml[at..end], at, &mut here);
        at = end;
    }
    scan.end(&mut stream, &here);
    scan.found
}

const CDATA: &str = "<![CDATA[";

/// Bytes of a tag, comment or instruction; all that is left when it never ends.
fn markup_length(xml: &str) -> usize {
    let end = if xml.starts_with("<!--") { "-->" } else { ">" };
    xml.find(end).map_or(xml.len(), |at| at + end.len())
}

/// The character that a reference stands for, and its bytes. A named one is a sign, and so is a lone `&`.
fn reference(xml: &str) -> (char, usize) {
    const LENGTH_MAX: usize = 12;
    let end = xml.bytes().take(LENGTH_MAX).position(|byte| byte == b';');
    let Some(end) = end else { return ('&', 1) };
    let inner = &xml[1..end];
    let number = inner.strip_prefix('#').map(|number| match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => number.parse(),
    });
    match number {
        Some(Ok(number)) => (char::from_u32(number).unwrap_or('&'), end + 1),
        _ => ('&', end + 1),
    }
}

impl Scan<'_> {
    /// A tag by itself, its name and attributes; opens or closes its element.
    fn markup<'x>(&mut self, tag: &'x str, offset: usize, here: &mut Open<'x>) {
        let inner = tag.trim_start_matches('<').trim_end_matches('>');
        if let Some(name) = inner.strip_prefix('/') {
            // The name of an element that was opened has been looked at.
            if here.names.last() == Some(&name.trim()) {
                here.names.pop();
                return;
            }
        } else if !inner.starts_with(['!', '?']) {
            let name = inner.split([' ', '\t', '\r', '\n', '/']).next().unwrap_or_default();
            if here.names.len() < DEPTH_MAX {
                here.names.push(name);
            }
        }
        self.inside(tag, offset, here);
        if inner.ends_with('/') && !inner.starts_with(['!', '?', '/']) {
            here.names.pop();
        }
    }

    /// A text without tags; references in it are what they stand for.
    fn segment(&mut self, stream: &mut Stream, text: &str, offset: usize, here: &dyn Here) {
        let mut after = 0;
        for (at, c) in text.char_indices() {
            if at < after {
                continue;
            }
            let (meant, length) = if c == '&' { reference(&text[at..]) } else { (c, c.len_utf8()) };
            after = at + length;
            self.take(stream, meant, offset + at..offset + after, here);
        }
    }

    /// A tag by itself, if so many digits can be in it.
    fn inside(&mut self, tag: &str, offset: usize, here: &mut Open<'_>) {
        let digits = |c: char| match class(c) {
            Class::Digit(_) | Class::Mark => 1,
            // Of a reference nothing is known yet.
            Class::Separator if c == '&' => DIGITS,
            Class::Pair(..) => 2,
            Class::Invisible | Class::Separator | Class::Other => 0,
        };
        if tag.chars().map(digits).sum::<usize>() < DIGITS {
            return;
        }
        let mut stream = Stream::new();
        here.markup = true;
        self.segment(&mut stream, tag, offset, here);
        self.end(&mut stream, here);
        here.markup = false;
    }
}
