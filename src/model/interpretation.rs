//! 読み取り: a value that an officer must reach from the raw items of an answer, and the small rule that checks it.
//!
//! 機関間試験 found officers take the wrong item, miscount a pension and misadjust an allowance although every item had
//! come as it should. The value is written by the querying body like every expectation; the rule only says from which
//! items it follows, and is worked out on the answer, never on a 副本 and never to make the value.
//!
//! The rules are our assumption (no such notation is public): a word, brackets, parts between commas.

use std::fmt;

use super::catalogue::interpretation as words;
use super::code::ItemCode;
use super::date::to_half_width;
use super::diagnostic::{Diagnostic, Place};

/// Longest rule, characters.
pub const RULE_CHARS_MAX: usize = 1_000;
/// Deepest rule, words within words.
pub const RULE_DEPTH_MAX: usize = 8;
/// Most values that one case says must be read from its answer.
pub const INTERPRETATIONS_MAX: usize = 100;

/// A value that an officer must reach: 年金額（年額） is 780,100円.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpretation {
    /// What is read (年金額（年額）).
    pub name: String,
    /// The value, as its author wrote it.
    pub value: String,
    /// From which items it follows.
    pub rule: Rule,
    /// Where the value is written.
    pub place: Place,
}

/// How a value follows from items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// A number written into the rule: the full amount of an allowance, no item of the answer.
    Number(i128),
    /// One value of many.
    Of(Pick),
    /// 差: the first less the second.
    Difference(Box<Rule>, Box<Rule>),
    /// 大きい方
    Larger(Vec<Rule>),
    /// 小さい方
    Smaller(Vec<Rule>),
    /// 月額: a twelfth, what is below one yen cut off.
    Monthly(Box<Rule>),
    /// 年額: twelve times.
    Yearly(Box<Rule>),
}

/// Some items of every unit or detail that meets the conditions, made one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// How.
    pub function: Function,
    /// Which items.
    pub items: Vec<ItemCode>,
    /// Only of those for which all of these hold.
    pub only: Vec<Only>,
}

/// How many values become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// 合計
    Sum,
    /// 最大
    Largest,
    /// 最小
    Smallest,
    /// 件数: how many have a value.
    Count,
    /// 最新: of the unit or detail that begins last.
    Latest,
}

/// A condition on an item of the same detail, of its unit's head, or of the head itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Only {
    /// The item.
    pub item: ItemCode,
    /// How it must stand to the value.
    pub relation: Relation,
    /// The value.
    pub value: String,
}

/// How an item stands to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// =
    Is,
    /// ≠
    IsNot,
    /// ≧: on that day, month or year or later; so many or more.
    AtLeast,
    /// ≦
    AtMost,
}

/// How a relation is written: ours first, then what else is read.
const RELATIONS: [(&str, Relation); 8] = [
    ("≧", Relation::AtLeast),
    ("≦", Relation::AtMost),
    ("≠", Relation::IsNot),
    (">=", Relation::AtLeast),
    ("<=", Relation::AtMost),
    ("!=", Relation::IsNot),
    ("<>", Relation::IsNot),
    ("=", Relation::Is),
];

/// The words of a rule that hold other rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// A [`Function`].
    Of(Function),
    /// 差
    Difference,
    /// 大きい方
    Larger,
    /// 小さい方
    Smaller,
    /// 月額
    Monthly,
    /// 年額
    Yearly,
}

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadRule {
    /// A part that is neither a word with brackets nor a number.
    Part(String),
    /// A word that no rule has.
    Word(String),
    /// Too few or too many parts within the brackets of a word.
    Parts(String),
    /// Over a limit.
    TooLong,
}

impl BadRule {
    /// The fault to show at a place.
    pub fn fault(&self, written: &str, place: Place) -> Diagnostic {
        let known = || words::WORDS.iter().map(|(_, word)| *word);
        match self {
            Self::Part(part) => Diagnostic::new(&words::BAD_RULE, place).with("written", written).with("part", part),
            Self::Word(word) => Diagnostic::new(&words::UNKNOWN_RULE_WORD, place)
                .with("word", word)
                .with("known", known().collect::<Vec<_>>().join("、"))
                .suggest(word, known()),
            Self::Parts(word) => Diagnostic::new(&words::BAD_RULE_PARTS, place).with("word", word),
            Self::TooLong => Diagnostic::new(&words::RULE_TOO_LONG, place)
                .with("limit", RULE_CHARS_MAX)
                .with("depth", RULE_DEPTH_MAX),
        }
    }
}

impl Rule {
    /// Reads a rule: `合計(TK03、TK02=障害基礎年金)`, `差(42500、月額(合計(TK03)))`; full width as well.
    ///
    /// # Errors
    /// What of it is no rule.
    pub fn parse(written: &str) -> Result<Self, BadRule> {
        if written.chars().count() > RULE_CHARS_MAX {
            return Err(BadRule::TooLong);
        }
        rule(to_half_width(written).trim(), RULE_DEPTH_MAX)
    }

    /// Every pick of items within it.
    pub fn picks(&self) -> Vec<&Pick> {
        match self {
            Self::Number(_) => Vec::new(),
            Self::Of(pick) => vec![pick],
            Self::Difference(one, other) => [one, other].into_iter().flat_map(|rule| rule.picks()).collect(),
            Self::Larger(rules) | Self::Smaller(rules) => rules.iter().flat_map(Self::picks).collect(),
            Self::Monthly(rule) | Self::Yearly(rule) => rule.picks(),
        }
    }

    /// Every item it looks at, those of conditions too.
    pub fn items(&self) -> impl Iterator<Item = ItemCode> {
        let items = |pick: &Pick| -> Vec<ItemCode> {
            pick.items.iter().copied().chain(pick.only.iter().map(|only| only.item)).collect()
        };
        self.picks().into_iter().flat_map(items).collect::<Vec<_>>().into_iter()
    }
}

/// One part; `depth`: how many words may still stand within each other.
fn rule(part: &str, depth: usize) -> Result<Rule, BadRule> {
    let Some(depth) = depth.checked_sub(1) else { return Err(BadRule::TooLong) };
    let bad = || BadRule::Part(part.to_owned());
    let Some((name, rest)) = part.split_once('(') else {
        let digits = part.strip_suffix(words::YEN).unwrap_or(part);
        return digits.parse().map(Rule::Number).map_err(|_| bad());
    };
    let name = name.trim();
    let inside = rest.strip_suffix(')').ok_or_else(bad)?;
    let parts = parts(inside).ok_or_else(bad)?;
    let known = words::WORDS.iter().find(|(_, known)| *known == name).map(|(word, _)| *word);
    let word = known.ok_or_else(|| BadRule::Word(name.to_owned()))?;
    let miscounted = || BadRule::Parts(name.to_owned());
    if let Word::Of(function) = word {
        return pick(function, &parts, &miscounted);
    }
    let mut rules = parts.iter().map(|part| rule(part, depth)).collect::<Result<Vec<_>, _>>()?;
    match (word, rules.len()) {
        (Word::Larger, 2..) => Ok(Rule::Larger(rules)),
        (Word::Smaller, 2..) => Ok(Rule::Smaller(rules)),
        (Word::Difference, 2) => {
            let (Some(other), Some(one)) = (rules.pop(), rules.pop()) else { return Err(miscounted()) };
            Ok(Rule::Difference(Box::new(one), Box::new(other)))
        }
        (Word::Monthly | Word::Yearly, 1) => {
            let Some(only) = rules.pop().map(Box::new) else { return Err(miscounted()) };
            Ok(if word == Word::Monthly { Rule::Monthly(only) } else { Rule::Yearly(only) })
        }
        _ => Err(miscounted()),
    }
}

fn pick(function: Function, parts: &[&str], miscounted: &dyn Fn() -> BadRule) -> Result<Rule, BadRule> {
    let (mut items, mut only) = (Vec::new(), Vec::new());
    for part in parts {
        let bad = || BadRule::Part((*part).to_owned());
        let split = RELATIONS.iter().find_map(|(sign, relation)| Some((part.split_once(sign)?, *relation)));
        match split {
            Some(((item, value), relation)) => {
                let item = ItemCode::parse(item).map_err(|_| bad())?;
                let value = value.trim().to_owned();
                if value.is_empty() {
                    return Err(bad());
                }
                only.push(Only { item, relation, value });
            }
            None => items.push(ItemCode::parse(part).map_err(|_| bad())?),
        }
    }
    let one = matches!(function, Function::Count | Function::Latest);
    if items.is_empty() || (one && items.len() > 1) {
        return Err(miscounted());
    }
    Ok(Rule::Of(Pick { function, items, only }))
}

/// The parts between commas, those of inner brackets left whole; `None`: brackets that do not pair, or an empty part.
fn parts(inside: &str) -> Option<Vec<&str>> {
    let mut depth = 0usize;
    let mut begin = 0;
    let mut parts = Vec::new();
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            '、' | ',' if depth == 0 => {
                parts.push(inside[begin..at].trim());
                begin = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(inside[begin..].trim());
    (depth == 0 && !parts.contains(&"")).then_some(parts)
}

impl fmt::Display for Rule {
    /// As it is written on the forms.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = |word: Word, rules: &[&Self]| {
            write!(f, "{}(", words::word(word))?;
            for (number, rule) in rules.iter().enumerate() {
                if number > 0 {
                    f.write_str(words::COMMA)?;
                }
                write!(f, "{rule}")?;
            }
            f.write_str(")")
        };
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Of(pick) => write!(f, "{pick}"),
            Self::Difference(one, other) => list(Word::Difference, &[one, other]),
            Self::Larger(rules) => list(Word::Larger, &rules.iter().collect::<Vec<_>>()),
            Self::Smaller(rules) => list(Word::Smaller, &rules.iter().collect::<Vec<_>>()),
            Self::Monthly(rule) => list(Word::Monthly, &[rule]),
            Self::Yearly(rule) => list(Word::Yearly, &[rule]),
        }
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = self.items.iter().map(ToString::to_string);
        let only = self.only.iter().map(|only| {
            let sign = RELATIONS.iter().find(|(_, relation)| *relation == only.relation).map_or("", |(sign, _)| sign);
            format!("{}{sign}{}", only.item, only.value)
        });
        let parts: Vec<String> = items.chain(only).collect();
        write!(f, "{}({})", words::word(Word::Of(self.function)), parts.join(words::COMMA))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    #[test]
    fn rules_are_read_as_officers_write_them_and_written_as_they_are_read() {
        for (written, canonical) in [
            ("合計(TK03)", "合計(TK03)"),
            ("　合計（ＴＫ０３，TK05）　", "合計(TK03、TK05)"),
            ("合計(TK03、TK02=障害基礎年金)", "合計(TK03、TK02=障害基礎年金)"),
            (
                "合計(TK03、TK02＝障害基礎年金、TK01>=H30.4、TK01≦H31.3)",
                "合計(TK03、TK02=障害基礎年金、TK01≧H30.4、TK01≦H31.3)",
            ),
            ("件数(TK01, TK02<>老齢基礎年金)", "件数(TK01、TK02≠老齢基礎年金)"),
            ("大きい方(0、差(42500円、月額(合計(TK03))))", "大きい方(0、差(42500、月額(合計(TK03))))"),
            ("年額(最新(TK04))", "年額(最新(TK04))"),
            ("小さい方(最大(TK03)、最小(TK03)、-1)", "小さい方(最大(TK03)、最小(TK03)、-1)"),
        ] {
            let rule = Rule::parse(written).unwrap();
            assert_eq!(rule.to_string(), canonical, "{written}");
            assert_eq!(Rule::parse(canonical).as_ref(), Ok(&rule), "{canonical}");
        }
    }

    #[test]
    fn what_is_no_rule_is_told() {
        let deep = format!("{}1{}", "月額(".repeat(9), ")".repeat(9));
        for (written, code, said) in [
            ("", "E1001", "規則「」の「」が読めません。"),
            ("合計", "E1001", "規則「合計」の「合計」が読めません。"),
            ("合計(TK03", "E1001", "規則「合計(TK03」の「合計(TK03」が読めません。"),
            ("合計(TK03、)", "E1001", "規則「合計(TK03、)」の「合計(TK03、)」が読めません。"),
            ("合計(支給額)", "E1001", "規則「合計(支給額)」の「支給額」が読めません。"),
            ("合計(TK03、TK02=)", "E1001", "規則「合計(TK03、TK02=)」の「TK02=」が読めません。"),
            ("差(42500x、合計(TK03))", "E1001", "規則「差(42500x、合計(TK03))」の「42500x」が読めません。"),
            ("合算(TK03)", "E1002", "規則の言葉「合算」はありません。"),
            ("合計(TK02=老齢)", "E1003", "規則の「合計」の（）の中の数が合いません。"),
            ("最新(TK03、TK04)", "E1003", "規則の「最新」の（）の中の数が合いません。"),
            ("差(42,500、合計(TK03))", "E1003", "規則の「差」の（）の中の数が合いません。"),
            ("月額(1、2)", "E1003", "規則の「月額」の（）の中の数が合いません。"),
            (&deep, "E1004", "規則が長すぎるか、（）が深すぎます（1000 字、8 段まで）。"),
        ] {
            let fault = Rule::parse(written).unwrap_err().fault(written, Place::Nowhere);
            assert_eq!((fault.fault.code, fault.message(Lang::Ja).as_str()), (code, said), "{written}");
        }
        assert_eq!(Rule::parse(&"あ".repeat(RULE_CHARS_MAX + 1)), Err(BadRule::TooLong));
    }
}
