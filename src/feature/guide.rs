//! The page that lists the sentences, docs/phrases.md.

use super::phrase::StepClass;
use super::sentence::{Sentence, sentences};
use super::write::write_table;
use crate::model::Lang;

const TITLE: &str = "# 書ける文 / The sentences one may write\n\n\
<!-- renkei phrases -o docs/phrases.md が作ります。 / Generated; do not edit. -->\n\n\
手で書くシナリオ（features/handwritten/*.feature）も、シートから作られるシナリオも、ここにある文だけを使います。\n\
「」の中は値です。［］の中は書かなくても構いません。全角の数字・英字・空白・コロン・｜ も同じに読みます。\n\
値の中の括弧は `\\「` `\\」`、表の値の中の `|` は `\\|`、改行は `\\n` と書きます。\n\n\
Handwritten scenarios and those made from sheets use these sentences and no others. 「…」 holds a value, ［…］ may be\n\
left out. Full-width digits, letters, blanks, colons and bars are read alike.\n\n\
シナリオには 基準日・照会者・ロールモデル・照会 を一度ずつと、結果の文が一つ以上要ります。\n\
A scenario needs the base date, the inquirer, the role model and the query once each, and at least one result.\n";

/// The page: every sentence with its meaning in both languages and an example.
pub fn guide() -> String {
    let mut out = String::from(TITLE);
    for class in [StepClass::Given, StepClass::When, StepClass::Then] {
        out.push_str(&format!("\n## {}\n", class.keyword()));
        for sentence in sentences().filter(|sentence| sentence.class == class) {
            out.push_str(&entry(sentence));
        }
    }
    out.push_str(&format!("\n## 例 / Example\n\n```gherkin\n{}```\n", example()));
    out
}

/// A step of the sentence's example, with its table, as it stands in a feature.
pub fn example_of(sentence: &Sentence) -> String {
    let mut out = format!("    {} {}\n", sentence.class.keyword(), sentence.example);
    let rows: Vec<Vec<String>> =
        sentence.table.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    write_table(&rows, &mut out);
    out
}

fn entry(sentence: &Sentence) -> String {
    let (ja, en) = (sentence.about.pattern(Lang::Ja), sentence.about.pattern(Lang::En));
    format!("\n### {}\n\n{ja}\n\n{en}\n\n```gherkin\n{}```\n", sentence.pattern, example_of(sentence))
}

/// A whole feature to begin from.
pub fn example() -> &'static str {
    "# language: ja\n\
機能: 手で書いたシナリオの例\n\
\n\
\x20 シナリオ: 転職した人には、いまの保険者だけが答える\n\
\x20   前提 基準日は「平成30年7月27日」である\n\
\x20   かつ 照会者は「B市」の「国民健康保険課」（部署コード「001A」）である\n\
\x20   かつ ロールモデル「RM-001」の人について照会する\n\
\x20   もし 「健康保険組合」へ次のとおり情報照会する\n\
\x20     | 項目                 | 値               |\n\
\x20     | 事務コード           | JM030            |\n\
\x20     | 事務手続コード       | JT030001         |\n\
\x20     | 特定個人情報名コード | TM031            |\n\
\x20     | 版                   | 4.0              |\n\
\x20     | 項目コード           | TK01、TK02、TK03 |\n\
\x20     | 照会条件             | 既定             |\n\
\x20   ならば 処理結果は「正常終了」である\n\
\x20   かつ 「A健康保険組合」の情報が含まれる\n\
\x20   かつ 「C健康保険組合」の情報が含まれない\n"
}
