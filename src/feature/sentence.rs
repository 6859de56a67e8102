//! The closed set of sentences as a table, and every Japanese word of a feature file.
//!
//! A pattern has slots 「名」 and optional parts ［…］. Adding a sentence: one row here, one arm in `phrase`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::phrase::StepClass;
use super::topic::{self, addressee, fault, gateway, interpretation, link_code, paper, resident, service};
use crate::model::date::to_half_width;
use crate::model::personal_number::Leak;
use crate::model::{Behaviour, Text};

/// One sentence that may be written.
#[derive(Debug)]
pub struct Sentence {
    pub(super) form: Form,
    /// After which keyword it stands.
    pub class: StepClass,
    /// Its shape: 「…」 are slots, ［…］ may be left out.
    pub pattern: &'static str,
    /// A whole example.
    pub example: &'static str,
    /// The table of the example, row by row; empty: the sentence takes none.
    pub table: &'static [&'static [&'static str]],
    /// What it means.
    pub about: Text,
}

/// Which sentence it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    BaseDate,
    Inquirer,
    Persona,
    Conduct(Behaviour),
    Query,
    Outcome,
    Items,
    NoItems,
    UnitCount,
    Includes,
    Excludes,
    Xml,
    Gateway(gateway::Form),
    Resident(resident::Form),
    LinkCode(link_code::Form),
    Interpretation(interpretation::Form),
    Paper(paper::Form),
    Fault(fault::Form),
    Addressee(addressee::Form),
    Service(service::Form),
}

pub(super) const fn text(ja: &'static str, en: &'static str) -> Text {
    Text { ja, en }
}

/// Every sentence, those of query and answer first, then topic by topic.
pub fn sentences() -> impl Iterator<Item = &'static Sentence> {
    SENTENCES.iter().chain(topic::TABLES.iter().copied().flatten())
}

/// A provider that leaks.
const fn leak(leak: Leak, pattern: &'static str, example: &'static str, about: Text) -> Sentence {
    let form = Form::Conduct(Behaviour::Leak(leak));
    Sentence { form, class: StepClass::Given, pattern, example, table: &[], about }
}

/// The sentences of query and answer, in the order in which a scenario uses them.
static SENTENCES: &[Sentence] = &[
    Sentence {
        form: Form::BaseDate,
        class: StepClass::Given,
        pattern: "基準日は「日付」である",
        example: "基準日は「平成30年7月27日」である",
        table: &[],
        about: text(
            "照会条件の「現時点」をその日とする。和暦でも西暦でも書ける。",
            "Sets the day that counts as the present for the query condition. Japanese eras and Gregorian dates both work.",
        ),
    },
    Sentence {
        form: Form::Inquirer,
        class: StepClass::Given,
        pattern: "照会者は「団体」［の「部署名」（部署コード「部署コード」）］である",
        example: "照会者は「B市」の「国民健康保険課」（部署コード「001A」）である",
        table: &[],
        about: text(
            "だれが照会するか。団体は名称でも識別子でもよい。部署は書かなくてもよい。",
            "Who asks: a body by its name or its id. The department may be left out.",
        ),
    },
    Sentence {
        form: Form::Persona,
        class: StepClass::Given,
        pattern: "ロールモデル「ロールモデルID」の人について照会する",
        example: "ロールモデル「RM-001」の人について照会する",
        table: &[],
        about: text("だれについて照会するか。", "About whom."),
    },
    Sentence {
        form: Form::Conduct(Behaviour::Silent),
        class: StepClass::Given,
        pattern: "情報提供者は［「回数」回だけ］応答しない",
        example: "情報提供者は応答しない",
        table: &[],
        about: text(
            "照会を受けた側が、受け取ったまま答えない。回数を書くと、その後はふつうに答える。",
            "Whoever is asked takes the query and never answers; with a count, only that many times.",
        ),
    },
    Sentence {
        form: Form::Conduct(Behaviour::Down),
        class: StepClass::Given,
        pattern: "情報提供者は［「回数」回だけ］停止している",
        example: "情報提供者は「1」回だけ停止している",
        table: &[],
        about: text("提供側の機器が止まっている。", "The provider's side is down and refuses at once."),
    },
    Sentence {
        form: Form::Conduct(Behaviour::NoLinkCode),
        class: StepClass::Given,
        pattern: "情報提供者は［「回数」回だけ］符号を取得していない",
        example: "情報提供者は符号を取得していない",
        table: &[],
        about: text("提供側がその人の機関別符号を持たない。", "The provider holds no link code for the person."),
    },
    Sentence {
        form: Form::Conduct(Behaviour::Undisclosed),
        class: StepClass::Given,
        pattern: "情報提供者は［「回数」回だけ］不開示としている",
        example: "情報提供者は不開示としている",
        table: &[],
        about: text("その人の情報は不開示である。", "The person's data are not disclosed."),
    },
    Sentence {
        form: Form::Conduct(Behaviour::NoConsent),
        class: StepClass::Given,
        pattern: "情報提供者は［「回数」回だけ］本人の同意を得ていない",
        example: "情報提供者は本人の同意を得ていない",
        table: &[],
        about: text("本人同意が要る情報で、同意がない。", "The data need the person's consent and there is none."),
    },
    Sentence {
        form: Form::Conduct(Behaviour::Corrupt),
        class: StepClass::Given,
        pattern: "情報提供者は［「回数」回だけ］不正な電文を返す",
        example: "情報提供者は不正な電文を返す",
        table: &[],
        about: text("提供側の答えがXMLとして読めない。", "The provider's answer is not well-formed XML."),
    },
    leak(
        Leak::Plain,
        "情報提供者は［「回数」回だけ］個人番号を漏らす",
        "情報提供者は個人番号を漏らす",
        text(
            "提供側の答えに、その人の個人番号がそのまま入っている。見逃さずに否となることを確かめるための文。",
            "The provider's answer carries the person's number as it is; shows that this fails the case.",
        ),
    ),
    leak(
        Leak::Wide,
        "情報提供者は［「回数」回だけ］個人番号を全角で漏らす",
        "情報提供者は個人番号を全角で漏らす",
        text(
            "提供側の答えに、その人の個人番号が全角の数字で入っている。見逃さずに否となることを確かめるための文。",
            "The provider's answer carries the person's number in full-width digits; shows that this fails the case.",
        ),
    ),
    leak(
        Leak::Grouped,
        "情報提供者は［「回数」回だけ］個人番号を区切って漏らす",
        "情報提供者は個人番号を区切って漏らす",
        text(
            "提供側の答えに、その人の個人番号が4桁ずつ区切って入っている。見逃さずに否となることを確かめるための文。",
            "The provider's answer carries the person's number in groups of four; shows that this fails the case.",
        ),
    ),
    leak(
        Leak::Kanji,
        "情報提供者は［「回数」回だけ］個人番号を漢数字で漏らす",
        "情報提供者は個人番号を漢数字で漏らす",
        text(
            "提供側の答えに、その人の個人番号が漢数字で入っている。見逃さずに否となることを確かめるための文。",
            "The provider's answer carries the person's number in kanji digits; shows that this fails the case.",
        ),
    ),
    leak(
        Leak::Hidden,
        "情報提供者は［「回数」回だけ］個人番号を見えない文字を挟んで漏らす",
        "情報提供者は個人番号を見えない文字を挟んで漏らす",
        text(
            "提供側の答えに、その人の個人番号が幅のない文字を桁の間に挟んで入っている。見逃さずに否となることを確かめるための文。",
            "The provider's answer carries the person's number with characters of no width between the digits; shows that this fails the case.",
        ),
    ),
    leak(
        Leak::Split,
        "情報提供者は［「回数」回だけ］個人番号を項目に分けて漏らす",
        "情報提供者は個人番号を項目に分けて漏らす",
        text(
            "提供側の答えに、その人の個人番号が返す項目に分けて入っている。見逃さずに否となることを確かめるための文。",
            "The provider's answer carries the person's number cut over the items; shows that this fails the case.",
        ),
    ),
    leak(
        Leak::Envelope,
        "情報提供者は［「回数」回だけ］個人番号を管理情報に漏らす",
        "情報提供者は個人番号を管理情報に漏らす",
        text(
            "提供側の答えに、その人の個人番号がデータではなく管理情報に入っている。見逃さずに否となることを確かめるための文。",
            "The provider's answer carries the person's number not in the data but beside them; shows that this fails the case.",
        ),
    ),
    Sentence {
        form: Form::Query,
        class: StepClass::When,
        pattern: "「照会先」へ次のとおり情報照会する",
        example: "「健康保険組合」へ次のとおり情報照会する",
        table: &[
            &["項目", "値"],
            &["事務コード", "JM030"],
            &["事務手続コード", "JT030001"],
            &["特定個人情報名コード", "TM031"],
            &["版", "4.0"],
            &["項目コード", "TK01、TK02、TK03"],
            &["照会条件", "範囲指定 平成29年4月1日～令和元年7月27日"],
        ],
        about: text(
            "照会先は団体か制度の名称（または識別子）、あるいは「代表団体」（照会者のグループの代表団体）。照会条件は「既定」「時点指定 平成28年」「範囲指定 平成28年3月～平成29年10月」の三つで、書かなければ既定。",
            "Sends a query to a body, to the representatives of a scheme, or to 代表団体 (the representative of the inquirer's group). The condition is 既定 (latest), 時点指定 (as of a moment) or 範囲指定 (a range); left out, it is 既定.",
        ),
    },
    Sentence {
        form: Form::Outcome,
        class: StepClass::Then,
        pattern: "処理結果は「処理結果」である",
        example: "処理結果は「正常終了」である",
        table: &[],
        about: text(
            "正常終了、該当なし、副本未登録、符号未取得、照会不許可、自動応答不可、不開示、機関・部署コード不正、版不一致、電文不正、提供側停止、時間切れ、重複要求、本人同意なし のどれか。",
            "One of the fourteen outcomes of the forms, in Japanese.",
        ),
    },
    Sentence {
        form: Form::Items,
        class: StepClass::Then,
        pattern: "次の項目が返る",
        example: "次の項目が返る",
        table: &[
            &["単位", "内訳", "項目コード", "項目名", "期待値", "空の理由", "出典"],
            &["1", "", "TK01", "保険者名称", "A健康保険組合", "", "期待項目!F12"],
            &["1", "", "TK03", "資格喪失日", "", "01", "期待項目!F13"],
            &["1", "1", "TK06", "支給開始日", "平成30年2月1日", "", "期待項目!F14"],
        ],
        about: text(
            "返るべき項目のすべて。単位は繰り返しの番号、内訳はその単位に続く明細の番号（空なら単位の先頭部分）。必ず要る列は項目コードと期待値。値がないことを期待する行は、期待値を空にして空の理由を書く。前後の空白など、そのままでは失われる値は「」で囲む。",
            "All the items that must come back. 単位 numbers the repeating units, 内訳 the details that follow a unit's head (empty: the head). Only 項目コード and 期待値 are needed. A row without 期待値 expects no value, for the reason in 空の理由. A value that would lose its blanks is put in 「」.",
        ),
    },
    Sentence {
        form: Form::NoItems,
        class: StepClass::Then,
        pattern: "項目は返らない",
        example: "項目は返らない",
        table: &[],
        about: text("特定個人情報データが一つも返らない。", "No data at all come back."),
    },
    Sentence {
        form: Form::UnitCount,
        class: StepClass::Then,
        pattern: "返る単位は「件数」件である",
        example: "返る単位は「2」件である",
        table: &[],
        about: text("繰り返しの単位が何件返るか。", "How many repeating units come back."),
    },
    Sentence {
        form: Form::Includes,
        class: StepClass::Then,
        pattern: "「団体」の情報が含まれる",
        example: "「D健康保険組合」の情報が含まれる",
        table: &[],
        about: text(
            "その団体が提供した単位が、返った中にある。",
            "A unit that this body provided is among those that come back.",
        ),
    },
    Sentence {
        form: Form::Excludes,
        class: StepClass::Then,
        pattern: "「団体」の情報が含まれない",
        example: "「C健康保険組合」の情報が含まれない",
        table: &[],
        about: text("その団体が提供した単位が、返った中にない。", "No unit that this body provided comes back."),
    },
    Sentence {
        form: Form::Xml,
        class: StepClass::Then,
        pattern: "回答は「ファイル」の電文と一致する",
        example: "回答は「expected/k1-02.xml」の電文と一致する",
        table: &[],
        about: text(
            "返った特定個人情報データが、プロジェクトの中のXMLファイルと（項目の意味として）一致する。",
            "The data that come back equal an XML file of the project, item by item.",
        ),
    },
];

/// 代表団体, as a target.
pub(super) const REPRESENTATIVE: &str = "代表団体";
/// The line below a scenario's title that says where it comes from.
pub(super) const SOURCE_LINE: &str = "出典:";
/// The line that says where the expected 処理結果 is written.
pub(super) const OUTCOME_SOURCE_LINE: &str = "処理結果の出典:";
/// Whether a line below a title says where the scenario comes from.
pub(super) fn is_source_line(line: &str) -> bool {
    line.starts_with(SOURCE_LINE) || line.starts_with(OUTCOME_SOURCE_LINE)
}

/// The keyword of a feature.
pub(super) const FEATURE: &str = "機能";
/// The keyword of a scenario.
pub(super) const SCENARIO: &str = "シナリオ";
/// The keyword that continues the class of the step before.
pub(super) const AND: &str = "かつ";
/// The first line of a generated file, after the language.
pub(super) const GENERATED: &str = "# renkei features が書いたファイルです。手で直さないでください。人が書くシナリオは features/handwritten/ に置きます。";
/// Before the files a generated file was made from.
pub(super) const MADE_FROM: &str = "# 元のファイル: ";
/// Before the digest of a generated file's content.
pub(super) const DIGEST: &str = "# 内容の要約値: ";
/// クール, as a tag and in titles.
pub(super) const CYCLE: &str = "クール";
/// ロット, as a tag and in titles.
pub(super) const LOT: &str = "ロット";
/// The tag's name for a test group.
pub(super) const GROUP_TAG: &str = "グループ:";
/// The tag's name for a flow.
pub(super) const FLOW_TAG: &str = "流れ:";
/// The tag's name for the inquirer.
pub(super) const ORGANISATION_TAG: &str = "団体:";
/// The tag's name for a case.
pub(super) const CASE_TAG: &str = "ケース:";
/// The tag's name for a シナリオID.
pub(super) const SCENARIO_TAG: &str = "シナリオ:";
/// The tag of a case that people try.
pub(super) const BY_PEOPLE_TAG: &str = "人手";
/// The tag of a case of 情報連携試験.
pub(super) const PRACTICE_TAG: &str = "情報連携試験";
/// The tag of a case that holds an answer against a paper.
pub(super) const PILOT_TAG: &str = "試行運用";
/// The tag of a case with values that an officer must read.
pub(super) const READING_TAG: &str = "読み取り";
/// The tag of a case whose expectation nobody has confirmed.
pub(super) const UNCONFIRMED_TAG: &str = "未確認";
/// Between item codes.
pub(super) const LIST_SEPARATOR: &str = "、";
/// The kinds of 照会条件.
pub(super) const LATEST: &str = "既定";
/// The kinds of 照会条件.
pub(super) const AS_OF: &str = "時点指定";
/// The kinds of 照会条件.
pub(super) const RANGE: &str = "範囲指定";

/// The rows of a query's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Affair,
    Procedure,
    Information,
    Version,
    Items,
    Condition,
}

/// The rows of a query's table with their headings; the first heading of each is the one we write.
pub(super) const FIELDS: &[(Field, &[&str])] = &[
    (Field::Affair, &["事務コード"]),
    (Field::Procedure, &["事務手続コード"]),
    (Field::Information, &["特定個人情報名コード"]),
    (Field::Version, &["版", "版番号", "特定個人情報の版番号"]),
    (Field::Items, &["項目コード", "項目コードリスト", "特定個人情報項目コードリスト"]),
    (Field::Condition, &["照会条件"]),
];

/// The headings of a query's table.
pub(super) const FIELD_HEADINGS: [&str; 2] = ["項目", "値"];

/// The columns of the table of expected items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Unit,
    Detail,
    Item,
    Name,
    Value,
    Reason,
    Source,
}

/// The columns of the table of expected items, in the order we write them.
pub(super) const COLUMNS: [(Column, &str); 7] = [
    (Column::Unit, "単位"),
    (Column::Detail, "内訳"),
    (Column::Item, "項目コード"),
    (Column::Name, "項目名"),
    (Column::Value, "期待値"),
    (Column::Reason, "空の理由"),
    (Column::Source, "出典"),
];

/// Another heading of the column of values, for 副本.
pub(super) const REGISTERED: &str = "値";

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Literal(&'static str),
    Slot(&'static str),
    Optional(Vec<Part>),
}

/// A sentence with its pattern taken apart.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) sentence: &'static Sentence,
    pub(super) parts: Vec<Part>,
    pub(super) slots: Vec<&'static str>,
}

/// One way to write a sentence: which of its slots are there.
#[derive(Debug, Clone)]
pub(super) struct Variant {
    pub(super) shape: usize,
    pub(super) slots: Vec<usize>,
}

/// All sentences ready for look-up by skeleton: the sentence with its slots emptied.
pub(super) struct Index {
    pub(super) shapes: Vec<Shape>,
    exact: HashMap<String, Variant>,
    loose: HashMap<String, Variant>,
}

/// Built once from [`sentences`].
pub(super) static INDEX: LazyLock<Index> = LazyLock::new(Index::build);

impl Index {
    fn build() -> Self {
        let shapes: Vec<Shape> = sentences().map(Shape::of).collect();
        let mut exact = HashMap::new();
        for (number, shape) in shapes.iter().enumerate() {
            for (skeleton, slots) in shape.variants() {
                exact.insert(skeleton, Variant { shape: number, slots });
            }
        }
        let loose = exact.iter().map(|(skeleton, variant)| (loosen(skeleton), variant.clone())).collect();
        Self { shapes, exact, loose }
    }

    /// The sentence of a skeleton: as written, or but for blanks, width and a final full stop.
    pub(super) fn find(&self, skeleton: &str) -> Option<&Variant> {
        self.exact.get(skeleton).or_else(|| self.loose.get(&loosen(skeleton)))
    }

    /// The sentence nearest to a skeleton, however far.
    pub(super) fn nearest(&self, skeleton: &str) -> Option<&'static Sentence> {
        self.ranked(skeleton).map(|(_, variant)| self.shapes[variant.shape].sentence)
    }

    /// How near the nearest sentence is, from 0 to 1.
    pub(super) fn likeness(&self, skeleton: &str) -> f64 {
        self.ranked(skeleton).map_or(0.0, |(score, _)| score)
    }

    fn ranked(&self, skeleton: &str) -> Option<(f64, &Variant)> {
        let written = loosen(skeleton);
        let scored = self
            .loose
            .iter()
            .map(|(known, variant)| (strsim::normalized_damerau_levenshtein(&written, known), known, variant));
        let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
        Some((best.0, best.2))
    }

    /// The shape of a form.
    pub(super) fn shape(&self, form: Form) -> Option<&Shape> {
        self.shapes.iter().find(|shape| shape.sentence.form == form)
    }
}

impl Shape {
    fn of(sentence: &'static Sentence) -> Self {
        let parts = parts(sentence.pattern);
        let mut slots = Vec::new();
        collect_slots(&parts, &mut slots);
        Self { sentence, parts, slots }
    }

    /// Every skeleton, with the slots that it has.
    fn variants(&self) -> Vec<(String, Vec<usize>)> {
        let mut variants = vec![(String::new(), Vec::new())];
        let mut slot = 0;
        for part in &self.parts {
            extend(&mut variants, part, &mut slot);
        }
        variants
    }
}

fn extend(variants: &mut Vec<(String, Vec<usize>)>, part: &Part, slot: &mut usize) {
    match part {
        Part::Literal(literal) => variants.iter_mut().for_each(|(skeleton, _)| skeleton.push_str(literal)),
        Part::Slot(_) => {
            for (skeleton, slots) in variants.iter_mut() {
                skeleton.push_str("「」");
                slots.push(*slot);
            }
            *slot += 1;
        }
        Part::Optional(inner) => {
            let without = variants.clone();
            for part in inner {
                extend(variants, part, slot);
            }
            variants.extend(without);
        }
    }
}

fn parts(pattern: &'static str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['「', '［']) {
        if at > 0 {
            out.push(Part::Literal(&rest[..at]));
        }
        let (close, optional) = if rest[at..].starts_with('「') { ('」', false) } else { ('］', true) };
        let inner = &rest[at + '「'.len_utf8()..];
        let Some((inside, after)) = inner.split_once(close) else { break };
        out.push(if optional { Part::Optional(parts(inside)) } else { Part::Slot(inside) });
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Part::Literal(rest));
    }
    out
}

fn collect_slots(parts: &[Part], slots: &mut Vec<&'static str>) {
    for part in parts {
        match part {
            Part::Literal(_) => {}
            Part::Slot(name) => slots.push(name),
            Part::Optional(inner) => collect_slots(inner, slots),
        }
    }
}

/// A skeleton without what does not matter: width, blanks, a final full stop.
fn loosen(skeleton: &str) -> String {
    let half = to_half_width(skeleton);
    let mut out: String = half.chars().filter(|c| !c.is_whitespace()).collect();
    while out.ends_with(['。', '.', '｡', '、', ',']) {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_parts_give_every_way_of_writing() {
        let shape = INDEX.shape(Form::Conduct(Behaviour::Silent)).unwrap();
        let mut skeletons: Vec<String> = shape.variants().into_iter().map(|(skeleton, _)| skeleton).collect();
        skeletons.sort();
        assert_eq!(skeletons, ["情報提供者は「」回だけ応答しない", "情報提供者は応答しない"]);
        assert_eq!(shape.slots, ["回数"]);
        let shape = INDEX.shape(Form::Inquirer).unwrap();
        assert_eq!(shape.slots, ["団体", "部署名", "部署コード"]);
        let variants: Vec<(String, Vec<usize>)> = shape.variants();
        assert_eq!(variants[0], ("照会者は「」の「」（部署コード「」）である".to_owned(), vec![0, 1, 2]));
        assert_eq!(variants[1], ("照会者は「」である".to_owned(), vec![0]));
    }

    #[test]
    fn no_two_sentences_share_a_skeleton() {
        let count: usize = INDEX.shapes.iter().map(|shape| shape.variants().len()).sum();
        assert_eq!(INDEX.exact.len(), count);
        assert_eq!(INDEX.loose.len(), count);
    }
}
