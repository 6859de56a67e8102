//! The deck's TM031, its Case ② and a query, for the tests of this module.

use crate::model::layout::{Group, Item, ItemKind, Layout, Time};
use crate::model::{
    AffairCode, Department, Detail, Entry, InformationCode, InstitutionCode, ItemCode, Place, ProcedureCode,
    QueryCondition, Unit, Value, Version,
};
use crate::payload::envelope::Query;

/// 被用者保険関係情報 with the kinds of item that a comparison must tell apart.
pub(super) fn layout() -> Layout {
    let item = |code, name: &str, group, kind, max_length, required| Item {
        code: ItemCode(code),
        name: name.to_owned(),
        aliases: Vec::new(),
        group,
        kind,
        max_length,
        required,
    };
    let path = |path: &[&str]| path.iter().map(|name| (*name).to_owned()).collect();
    Layout {
        information: InformationCode(31),
        name: "医療保険給付関係情報".to_owned(),
        version: Version::from("4.0"),
        root: "被用者保険関係情報（健康保険）".to_owned(),
        groups: vec![
            Group {
                path: path(&["資格情報"]),
                key: vec![ItemCode(1), ItemCode(2)],
                time: Some(Time::Period { from: ItemCode(2), to: ItemCode(3) }),
            },
            Group {
                path: path(&["給付情報", "傷病手当金"]),
                key: vec![ItemCode(6)],
                time: Some(Time::Point(ItemCode(6))),
            },
            Group {
                path: path(&["給付情報", "出産手当金"]), key: vec![], time: Some(Time::Point(ItemCode(8)))
            },
        ],
        items: vec![
            item(4, "保険者番号", 0, ItemKind::Code, Some(13), true),
            item(1, "保険者名称", 0, ItemKind::TextAnyWidth, Some(40), true),
            item(2, "資格取得日", 0, ItemKind::Date, None, true),
            item(3, "資格喪失日", 0, ItemKind::Date, None, true),
            item(5, "備考", 0, ItemKind::Text, Some(20), false),
            item(6, "支給開始日", 1, ItemKind::Date, None, true),
            item(7, "支給額", 1, ItemKind::Amount, Some(12), true),
            item(8, "支給年月", 2, ItemKind::Month, None, true),
            item(9, "支給額", 2, ItemKind::Amount, None, true),
        ],
        place: Place::Nowhere,
    }
}

/// `"01:ReasonOfNull"` is written `"∅01"`.
pub(super) fn entry(code: u64, value: &str) -> Entry {
    let value = match value.strip_prefix('∅') {
        Some(reason) => Value::Null(reason.to_owned()),
        None => Value::Text(value.to_owned()),
    };
    Entry { item: ItemCode(code), value, place: Place::Nowhere }
}

pub(super) fn unit(head: &[(u64, &str)], details: &[&[(u64, &str)]]) -> Unit {
    let entries = |pairs: &[(u64, &str)]| pairs.iter().map(|(code, value)| entry(*code, value)).collect();
    Unit { head: entries(head), details: details.iter().map(|pairs| Detail { entries: entries(pairs) }).collect() }
}

/// Case ② as its table tells it: C健康保険組合 until H30.4.1, then D健康保険組合.
pub(super) fn case_two() -> Vec<Unit> {
    vec![
        unit(
            &[(4, "AAAAAAAAAAAAA"), (1, "C健康保険組合"), (2, "H29.4.1"), (3, "H30.4.1")],
            &[&[(6, "H30.2.1"), (7, "YYYYY円")]],
        ),
        unit(
            &[(4, "BBBBBBBBBBBBB"), (1, "D健康保険組合"), (2, "H30.4.1"), (3, "∅01")],
            &[&[(6, "H30.12.1"), (7, "ZZZZZ円")]],
        ),
    ]
}

/// Case ② as the deck prints its XML: full width, a line for each value, ReasonOfNull for a membership that goes on.
/// The deck breaks off before D's amount and prints C's in full-width letters; both are mended here.
pub(super) const CASE_TWO_XML: &str = "\
<被用者保険関係情報（健康保険）>
 <資格情報>
  <保険者番号>
AAAAAAAAAAAAA
</保険者番号>
  <保険者名称>
Ｃ健康保険組合
</保険者名称>
  <資格取得日>
Ｈ２９．４．１
</資格取得日>
  <資格喪失日>
Ｈ３０．４．１
</資格喪失日>
 </資格情報>
 <給付情報>
  <傷病手当金>
   <支給開始日>
Ｈ３０．２．１
</支給開始日>
   <支給額>
YYYYY円
</支給額>
  </傷病手当金>
 </給付情報>
 <資格情報>
  <保険者番号>
BBBBBBBBBBBBB
</保険者番号>
  <保険者名称>
Ｄ健康保険組合
</保険者名称>
  <資格取得日>
Ｈ３０．４．１
</資格取得日>
  <資格喪失日 ReasonOfNull=\"01\">
</資格喪失日>
 </資格情報>
 <給付情報>
  <傷病手当金>
   <支給開始日>
Ｈ３０．１２．１
</支給開始日>
   <支給額>
ZZZZZ円
</支給額>
  </傷病手当金>
 </給付情報>
</被用者保険関係情報（健康保険）>
";

/// A query as it travels.
pub(super) fn query() -> Query {
    Query {
        request: "R1".into(),
        inquirer: InstitutionCode("002".into()),
        provider: InstitutionCode("099".into()),
        affair: AffairCode(15),
        procedure: ProcedureCode(15_001),
        information: InformationCode(31),
        version: "4.0".into(),
        department: Department { name: "地域福祉課".into(), code: "001B".into() },
        items: vec![ItemCode(1), ItemCode(2)],
        condition: QueryCondition::Latest,
        link_code: "A".into(),
        consent: false,
        undisclosed: false,
    }
}
