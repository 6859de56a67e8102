//! 情報提供ネットワークシステム as a real system: a small one of the test's own stands between the inquirers' and the providers'
//! 中間サーバー that renkei plays, and everything it does wrong has its verdict.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::vendor::{Act, Request, Vendor, element};
use super::{Bench, Mock, Ran, free_address};

/// What a network does otherwise than it should.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Twist {
    Nothing,
    /// Tells the 処理通番 only when all is done: one thread for everything.
    InOneGo,
    /// Takes another person's code at the provider.
    OtherPerson,
    AlteredAnswer,
    AlteredOutcome,
    AlteredQuery,
    LostConsent,
    SerialTwice,
    OtherSerialBack,
    NeverHandsBack,
    WithoutAsking,
    /// Says by itself what only the provider can know.
    EmptyWithoutAsking,
    NoAnswerXml,
    Refuses(u16),
    NoSerial,
    Late,
    /// Is gone after the first query.
    GoneLater,
    PersonalNumber,
}

/// A network: which 機関別符号 mean the same person, and where everybody else is.
struct Nws {
    doors: String,
    /// Person and 機関コード to 機関別符号.
    codes: HashMap<(String, String), String>,
    twist: Twist,
    serials: AtomicUsize,
    /// Where answers by hand go.
    back: Mutex<HashMap<String, (String, String)>>,
    /// Most queries of one person under way at the same time.
    under_way: Mutex<HashMap<String, usize>>,
    most_of_a_person: AtomicUsize,
}

/// A POST that gives up in time, as a network must.
fn post(address: &str, path: &str, body: &str, headers: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
    let length = body.len();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}

fn with(xml: &str, name: &str, value: &str) -> String {
    let old = format!("<{name}>{}</{name}>", element(xml, name));
    assert!(xml.contains(&old), "{name} is not in {xml}");
    xml.replacen(&old, &format!("<{name}>{value}</{name}>"), 1)
}

fn refusal(serial: &str, outcome: &str) -> String {
    format!("<照会結果><処理通番>{serial}</処理通番><処理結果>{outcome}</処理結果></照会結果>")
}

impl Nws {
    /// Stands where `doors` are everybody else's, knowing everybody by the codes that `renkei mock` tells.
    fn stand(bench: &Bench, twist: Twist) -> (Vendor, Arc<Self>) {
        let mut mock = Mock::stand(bench, &[]);
        let mut codes = HashMap::new();
        for person in mock.told["persons"].as_array().unwrap() {
            for code in person["codes"].as_array().unwrap() {
                let text = |key: &str| code[key].as_str().unwrap().to_owned();
                let persona = person["persona"].as_str().unwrap().to_owned();
                codes.insert((persona, text("institution")), text("link_code"));
            }
        }
        mock.interrupt();
        let settings = std::fs::read_to_string(bench.path("renkei.yaml")).unwrap();
        let doors = settings.split_once("plain: \"").unwrap().1.split_once('"').unwrap().0.to_owned();
        let nws = Arc::new(Self {
            doors,
            codes,
            twist,
            serials: AtomicUsize::new(0),
            back: Mutex::default(),
            under_way: Mutex::default(),
            most_of_a_person: AtomicUsize::new(0),
        });
        let at = Arc::clone(&nws);
        (Vendor::plain(move |n, request| Self::serve(&at, n, request)), nws)
    }

    fn serve(nws: &Arc<Self>, number: usize, request: &Request) -> Act {
        if let Some(serial) = request.path.strip_prefix("/provisions/") {
            let (inquirer, number) = nws.back.lock().unwrap().get(serial).cloned().unwrap();
            let (nws, answer) = (Arc::clone(nws), request.body.clone());
            std::thread::spawn(move || nws.hand_back(&inquirer, &number, &answer));
            return Act::Says(202, String::new());
        }
        assert_eq!(request.path, "/inquiries");
        if nws.twist == Twist::GoneLater && number > 0 {
            return Act::Cuts;
        }
        if let Twist::Refuses(status) = nws.twist {
            return Act::Says(status, String::new());
        }
        let serial = match nws.twist {
            Twist::SerialTwice => "9900000000001".to_owned(),
            _ => format!("99{:011}", nws.serials.fetch_add(1, Ordering::SeqCst) + 1),
        };
        let (own, query, given) = (Arc::clone(nws), request.body.clone(), serial.clone());
        let asked = element(&request.body, "照会要求番号");
        let doing = std::thread::spawn(move || own.carry(&query, &given));
        if nws.twist == Twist::InOneGo {
            doing.join().unwrap();
        }
        if nws.twist == Twist::Late {
            std::thread::sleep(Duration::from_millis(900));
        }
        let told =
            if nws.twist == Twist::NoSerial { String::new() } else { format!("<処理通番>{serial}</処理通番>") };
        Act::Says(202, format!("<照会受付><照会要求番号>{asked}</照会要求番号>{told}</照会受付>"))
    }

    fn persona(&self, institution: &str, link_code: &str) -> Option<String> {
        let found = self.codes.iter().find(|((_, at), code)| at == institution && *code == link_code);
        found.map(|((persona, _), _)| persona.clone())
    }

    fn carry(&self, query: &str, serial: &str) {
        let (inquirer, provider) = (element(query, "情報照会者機関コード"), element(query, "情報提供者機関コード"));
        let number = element(query, "照会要求番号");
        self.back.lock().unwrap().insert(serial.to_owned(), (inquirer.to_owned(), number.to_owned()));
        let Some(mut persona) = self.persona(inquirer, element(query, "機関別符号")) else {
            return self.hand_back(inquirer, number, &refusal(serial, "E003"));
        };
        let now = {
            let mut under_way = self.under_way.lock().unwrap();
            let count = under_way.entry(persona.clone()).or_default();
            *count += 1;
            *count
        };
        self.most_of_a_person.fetch_max(now, Ordering::SeqCst);
        let asked_about = persona.clone();
        if self.twist == Twist::OtherPerson {
            let other = self.codes.keys().find(|(other, at)| *other != persona && at == provider).unwrap();
            persona = other.0.clone();
        }
        let code = self.codes.get(&(persona, provider.to_owned())).cloned().unwrap_or_default();
        let mut onward = with(&with(query, "照会要求番号", serial), "機関別符号", &code);
        match self.twist {
            Twist::AlteredQuery => onward = with(&onward, "特定個人情報項目コードリスト", "TK01"),
            Twist::LostConsent => onward = onward.replace("</情報照会>", "<本人同意>有</本人同意></情報照会>"),
            _ => {}
        }
        let asked = match self.twist {
            Twist::WithoutAsking => Some((200, income(serial))),
            Twist::EmptyWithoutAsking => Some((200, refusal(serial, "N001"))),
            _ => post(&self.doors, &format!("/{provider}/provisions/{serial}"), &onward, ""),
        };
        let answer = match asked {
            Some((200, answer)) => answer,
            Some(_) => refusal(serial, "E010"),
            None => refusal(serial, "E011"),
        };
        *self.under_way.lock().unwrap().get_mut(&asked_about).unwrap() -= 1;
        let answer = match self.twist {
            Twist::AlteredAnswer => with(&answer, "合計所得金額", "1860001"),
            Twist::AlteredOutcome => with(&answer, "処理結果", "N001"),
            Twist::OtherSerialBack => with(&answer, "処理通番", "9999999999999"),
            Twist::NoAnswerXml => "<html/>".to_owned(),
            Twist::NeverHandsBack => return,
            _ => answer,
        };
        self.hand_back(inquirer, number, &answer);
    }

    fn hand_back(&self, inquirer: &str, number: &str, answer: &str) {
        let headers = match self.twist {
            Twist::PersonalNumber => format!("X-Trace: {}\r\n", super::register::number_of("RM-003")),
            _ => String::new(),
        };
        post(&self.doors, &format!("/{inquirer}/answers/{number}"), answer, &headers);
    }
}

/// What E市 might have said.
fn income(serial: &str) -> String {
    let Act::Says(_, answer) = super::income(
        &Request { path: format!("/{serial}"), headers: String::new(), body: String::new() },
        "2016",
        "1860000",
    ) else {
        unreachable!()
    };
    answer
}

fn real(vendor: &Vendor) -> String {
    format!("NWS={}", vendor.url)
}

/// Case G1-01 through a network that does so: three inquirers ask about one person.
fn through(twist: Twist) -> (Ran, Arc<Nws>) {
    let bench = Bench::new(&[]).at_free_doors();
    let (vendor, nws) = Nws::stand(&bench, twist);
    let real = real(&vendor);
    (bench.run(&["--case", "G1-01", "--real", &real]), nws)
}

/// A scenario that asks E市 about RM-003.
const HEAD: &str = "# language: ja\n機能: 本物のネットワーク\n\n  @本物\n";
const ASKS: &str = "    前提 基準日は「平成29年6月1日」である\n    かつ 照会者は「B市」の「住宅課」（部署コード「903A」）である\n    \
                    かつ ロールモデル「RM-003」の人について照会する\n    もし 「E市」へ次のとおり情報照会する\n      \
                    | 項目 | 値 |\n      | 事務コード | JM035 |\n      | 事務手続コード | JT035001 |\n      \
                    | 特定個人情報名コード | TM101 |\n      | 版 | 4.0 |\n      | 項目コード | TK01、TK02 |\n      \
                    | 照会条件 | 時点指定 H28年 |\n";

#[test]
fn every_case_of_a_project_passes_through_a_real_network_that_does_its_work() {
    let bench = Bench::new(&[]).at_free_doors();
    let (vendor, nws) = Nws::stand(&bench, Twist::Nothing);
    bench
        .run(&["--real", &real(&vendor), "--workers", "2"])
        .ended(0, &["合7", "実在情報提供ネットワークシステム", "マイナポータルの表示は確かめません"]);
    let told = vendor.told();
    assert_eq!(told.len(), 7, "one a case");
    assert!(told.iter().all(|request| request.path == "/inquiries"));
    let numbers: std::collections::HashSet<&str> =
        told.iter().map(|request| element(&request.body, "照会要求番号")).collect();
    assert_eq!(numbers.len(), 7, "unlike over all workers");
    assert_eq!(nws.most_of_a_person.load(Ordering::SeqCst), 1, "nobody's queries are under way twice");
    through(Twist::InOneGo).0.ended(0, &["合3"]);
    let runs = std::fs::read_dir(bench.path("runs")).unwrap();
    let mut names: Vec<String> = runs.map(|run| run.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    bench.run(&["--replay", &names[0]]).ended(0, &["合7"]);
}

#[test]
fn what_a_real_network_passes_on_wrongly_fails_and_is_said() {
    for (twist, said) in [
        (Twist::OtherPerson, &["否3", "機関別符号（人の取り違え）"][..]),
        (Twist::AlteredAnswer, &["否3", "提供者の回答と違うところ", "合計所得金額", "1860001"]),
        (Twist::AlteredOutcome, &["否3", "処理結果"]),
        (Twist::AlteredQuery, &["否3", "項目", "提供者:TK00000000000001」"]),
        (Twist::LostConsent, &["否3", "本人同意"]),
        (Twist::SerialTwice, &["合1", "否2", "処理通番", "前の照会"]),
        (Twist::OtherSerialBack, &["否3", "処理通番", "9999999999999"]),
        (Twist::NeverHandsBack, &["否3", "回答が戻りません", "提供者への照会1回"]),
        (Twist::WithoutAsking, &["否3", "提供者に照会しないまま"]),
        (Twist::NoAnswerXml, &["否3", "電文「照会結果」のはず"]),
        (Twist::NoSerial, &["否3", "処理通番がありません"]),
        (Twist::PersonalNumber, &["否3", "個人番号", "x-trace"]),
    ] {
        println!("{twist:?}");
        through(twist).0.ended(4, said);
    }
}

#[test]
fn what_only_the_provider_can_know_is_not_the_networks_to_say() {
    let asks = ASKS.replace("H28年", "H20年");
    let own = format!("{HEAD}  シナリオ: 該当なし\n    前提 {}", &asks.trim_start()["前提 ".len()..]);
    let own = own + "    ならば 処理結果は「該当なし」である\n";
    for (twist, exit, said) in [
        (Twist::Nothing, 0, &["合1"][..]),
        (Twist::EmptyWithoutAsking, 4, &["否1", "該当なし", "提供者に照会しないまま返した"]),
    ] {
        let bench = Bench::new(&[]).at_free_doors();
        std::fs::create_dir_all(bench.path("features/handwritten")).unwrap();
        bench.write("features/handwritten/own.feature", &own);
        let (vendor, _nws) = Nws::stand(&bench, twist);
        bench.run(&["--tags", "@本物", "--real", &real(&vendor)]).ended(exit, said);
    }
}

#[test]
fn a_real_network_that_is_not_there_blocks_and_one_that_fails_later_is_red() {
    let bench = Bench::new(&[]).at_free_doors();
    let nowhere = format!("情報提供ネットワークシステム=http://{}", free_address());
    bench
        .run(&["--case", "G1-01", "--real", &nowhere])
        .ended(7, &["保留3", "実在の情報提供ネットワークシステム", "接続を拒否"]);
    through(Twist::Refuses(503)).0.ended(7, &["保留3", "HTTP503"]);
    through(Twist::Refuses(500)).0.ended(4, &["否3", "HTTP500"]);
    through(Twist::GoneLater).0.ended(4, &["合1", "否2", "切れました"]);
    through(Twist::Late).0.ended(4, &["否3", "ミリ秒以内に"]);
}

#[test]
fn what_only_the_network_knows_is_not_made_up() {
    let scenario = |title: &str, steps: &str| {
        format!("\n  @本物\n  シナリオ: {title}\n    前提 基準日は「平成29年6月1日」である\n{steps}")
    };
    let asks = ASKS.split_once("である\n").unwrap().1;
    let shown = format!("{asks}    ならば 本人のやりとり履歴に表示される\n");
    let faulty = format!("    かつ 「E市」の手前で「遅延」が起こる\n{asks}    ならば 処理結果は「正常終了」である\n");
    let codes = "    かつ ロールモデル「RM-003」の人について照会する\n    もし 「B市」が符号を取得する\n    \
                 ならば 符号生成の結果は「重複」である\n";
    let bench = Bench::new(&[]).at_free_doors();
    std::fs::create_dir_all(bench.path("features/handwritten")).unwrap();
    let all = [scenario("表示", &shown), scenario("障害", &faulty), scenario("符号", codes)].concat();
    bench.write("features/handwritten/own.feature", &format!("# language: ja\n機能: 本物のネットワーク\n{all}"));
    let (vendor, _) = Nws::stand(&bench, Twist::Nothing);
    let said = [
        "保留3",
        "マイナポータルの表示は確かめられません",
        "前後には障害を起こせません",
        "符号の取得・取消は行えません",
    ];
    bench.run(&["--tags", "@本物", "--real", &real(&vendor)]).ended(7, &said);
    assert_eq!(vendor.told().len(), 1, "only the first has asked");
}

#[test]
fn fifty_queries_about_one_person_find_their_own_answers() {
    let bench = Bench::new(&[]).at_free_doors();
    bench.write("test-groups/cases-many.yaml", &super::many(50, super::Amounts::OfReplica));
    let (vendor, nws) = Nws::stand(&bench, Twist::Nothing);
    bench.run(&["--tags", "@流れ:並行", "--workers", "2", "--real", &real(&vendor)]).ended(0, &["合50"]);
    assert_eq!(nws.most_of_a_person.load(Ordering::SeqCst), 1);
}

#[test]
fn an_answer_by_hand_goes_back_through_the_real_network() {
    let bench = Bench::new(&[(
        "test-groups/representatives/e-shi.yaml",
        "  - persona: RM-003\n",
        "  - persona: RM-003\n    automatic: false\n",
    )]);
    let bench = bench.at_free_doors();
    let (vendor, _) = Nws::stand(&bench, Twist::Nothing);
    let steps = format!(
        "{HEAD}  シナリオ: 担当者が答える\n{ASKS}    ならば 処理結果は「自動応答不可」である\n    もし 「E市」の担当者が保留中の照会に手動で応答する\n    \
         ならば 処理結果は「正常終了」である\n"
    );
    std::fs::create_dir_all(bench.path("features/handwritten")).unwrap();
    bench.write("features/handwritten/own.feature", &steps);
    bench.run(&["--tags", "@本物", "--real", &real(&vendor)]).ended(0, &["合1"]);
    let paths: Vec<String> = vendor.told().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/inquiries", "/provisions/9900000000001"]);
}

#[test]
fn real_systems_on_either_side_of_a_real_network_are_played_through() {
    // The inquirer asks at the doors, its 中間サーバー that renkei plays asks the real network.
    let asker = super::asking(|_| {}, true);
    let bench = super::inquirer(&asker.url, "");
    let (vendor, _) = Nws::stand(&bench, Twist::Nothing);
    bench.run(&["--case", "G1-01", "--organisation", "B市", "--real", &real(&vendor)]).ended(0, &["合1"]);
    assert_eq!(vendor.told().len(), 1);
    // What the network asks of a real provider at the doors goes on to that.
    let bench = Bench::new(&[]).at_free_doors();
    let (vendor, _) = Nws::stand(&bench, Twist::Nothing);
    let provider = Vendor::plain(|_, request| super::good(request));
    let e_shi = format!("E市={}", provider.url);
    bench.run(&["--case", "G1-01", "--real", &real(&vendor), "--real", &e_shi]).ended(0, &["合3"]);
    assert_eq!((vendor.told().len(), provider.told().len()), (3, 3));
}

#[test]
fn a_real_network_that_knows_its_own_codes_only_is_asked_under_them() {
    let bench = Bench::new(&[]).at_free_doors();
    let settings = std::fs::read_to_string(bench.path("renkei.yaml")).unwrap();
    let codes = "link-codes: {B市: {RM-003: FUGO-B}, e-shi: {RM-003: FUGO-E}}";
    bench.write("renkei.yaml", &format!("{settings}real: {{nws: {{url: \"http://127.0.0.1:9\", {codes}}}}}\n"));
    let (vendor, nws) = Nws::stand(&bench, Twist::Nothing);
    assert_eq!(nws.codes[&("RM-003".to_owned(), "002".to_owned())], "FUGO-B", "told by renkei mock");
    bench.run(&["--case", "G1-01", "--organisation", "B市", "--real", &real(&vendor)]).ended(0, &["合1"]);
    assert_eq!(element(&vendor.told()[0].body, "機関別符号"), "FUGO-B");
    let unknown = "link-codes: {B死: {RM-003: A}, E市: {RM-003: \"000000000000\"}, C市: case}";
    bench.write("renkei.yaml", &format!("{settings}real: {{nws: {{url: \"http://127.0.0.1:9\", {unknown}}}}}\n"));
    bench.run(&[]).ended(3, &["E0211", "E0916", "E0136"]);
}

#[test]
fn the_standing_network_plays_everybody_else_for_a_real_one() {
    let bench = Bench::new(&[]).at_free_doors();
    let (vendor, nws) = Nws::stand(&bench, Twist::Nothing);
    let real = real(&vendor);
    let arguments = ["mock", "--json", "--quiet", "--plain", &nws.doors, "--tls", "127.0.0.1:0", "--real", &real];
    let mut mock = Mock::standing(bench.command(&arguments));
    let answer = mock.question("A1", "2016").ask(&mock.address).unwrap();
    assert_eq!(element(&answer, "処理結果"), "N000", "{answer}");
    assert_eq!(element(&answer, "処理通番"), "9900000000001");
    assert_eq!(element(&vendor.told()[0].body, "照会要求番号"), "A1", "a real system's number stays its own");
    assert_eq!(mock.interrupt(), Some(0));
}
