//! 副本 that a body registers at the standing network, tries out and deletes.

use super::{Bench, Mock, Question, call, element};

#[test]
fn a_body_registers_tries_out_and_deletes_its_replicas_at_the_standing_network() {
    let bench = Bench::new(&[]);
    let mut mock = Mock::stand(&bench, &[]);
    let link_code = mock.code("RM-003", "005");
    let head = format!("<機関別符号>{link_code}</機関別符号><特定個人情報名コード>TM101</特定個人情報名コード>");
    let told = format!(
        "<副本登録>{head}<特定個人情報の版番号>4.0</特定個人情報の版番号><特定個人情報データ><地方税関係情報><所得情報>\
         <所得年>2016年</所得年><合計所得金額>777</合計所得金額></所得情報></地方税関係情報></特定個人情報データ></副本登録>"
    );
    let (status, said) = call(&mock.address, "POST", "/005/replicas", &told);
    assert_eq!((status, element(&said, "処理結果")), (200, "N000"), "{said}");
    let income = |request: &str| {
        let answer = mock.question(request, "2016").ask(&mock.address).unwrap();
        (element(&answer, "処理結果").to_owned(), answer.contains("<合計所得金額>777<"))
    };
    assert_eq!(income("A1"), ("N000".to_owned(), true));
    let own = Question { inquirer: "005".into(), link_code: link_code.clone(), ..mock.question("T1", "2016") };
    let (status, said) = call(&mock.address, "POST", "/005/provision-tests", &own.xml());
    assert_eq!((status, element(&said, "合計所得金額")), (200, "777"), "{said}");
    let (_, said) = call(&mock.address, "POST", "/005/replica-deletions", &format!("<副本削除>{head}</副本削除>"));
    assert_eq!(element(&said, "処理結果"), "N000", "{said}");
    assert_eq!(income("A2"), ("E002".to_owned(), false));
    assert_eq!(mock.interrupt(), Some(0));
}
