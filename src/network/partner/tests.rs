//! A real provider as a small server of the test: what it is told, and what is made of everything it can do wrong.

use std::sync::atomic::AtomicUsize;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::access::base64;
use super::*;
use crate::model::partner::Credentials;
use crate::model::partner::{MINUTES_OF_DAY, Pem};
use crate::model::{Organisation, OrganisationId, OrganisationKind, Place};

const SERIAL: &str = "0010000000001";

fn answer(serial: &str) -> String {
    Answer { serial: serial.to_owned(), outcome: "N001".to_owned(), undisclosed: false, data: None }.to_xml()
}

fn http(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

/// What a vendor's server does with one request.
#[derive(Clone)]
enum Does {
    Says(String),
    /// Says this much, then closes.
    Breaks(String),
    /// Says this much, then nothing more.
    Hangs(String),
}

/// A vendor's server: one behaviour after another, the last for ever. Keeps what it was told.
struct Vendor {
    url: String,
    told: Arc<Mutex<Vec<String>>>,
    most_at_once: Arc<AtomicUsize>,
}

impl Vendor {
    async fn start(does: Vec<Does>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (told, most_at_once) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicUsize>::default());
        let (kept, most, now) = (Arc::clone(&told), Arc::clone(&most_at_once), Arc::<AtomicUsize>::default());
        tokio::spawn(async move {
            let mut count = 0;
            while let Ok((mut stream, _)) = listener.accept().await {
                let act = does[count.min(does.len() - 1)].clone();
                count += 1;
                let (kept, most, now) = (Arc::clone(&kept), Arc::clone(&most), Arc::clone(&now));
                tokio::spawn(async move {
                    let mut request = vec![0; 16_384];
                    let length = stream.read(&mut request).await.unwrap_or(0);
                    kept.lock().unwrap().push(String::from_utf8_lossy(&request[..length]).into_owned());
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    now.fetch_sub(1, Ordering::SeqCst);
                    match act {
                        Does::Says(text) | Does::Breaks(text) => drop(stream.write_all(text.as_bytes()).await),
                        Does::Hangs(text) => {
                            let _ = stream.write_all(text.as_bytes()).await;
                            tokio::time::sleep(Duration::from_secs(30)).await;
                        }
                    }
                });
            }
        });
        Self { url, told, most_at_once }
    }
}

fn project(url: &str, change: impl FnOnce(&mut Partner)) -> Project {
    let organisation = Organisation {
        part_of: None,
        id: "e-shi".into(),
        name: "E市".into(),
        kind: OrganisationKind::Municipality,
        code: InstitutionCode("005".into()),
        scheme: None,
        insurer_number: None,
        place: Place::Nowhere,
    };
    let mut partner = Partner::at(Part::Body(OrganisationId::from("e-shi")), Some(url.to_owned()), Place::Nowhere);
    change(&mut partner);
    let mut project = Project { organisations: vec![organisation], partners: vec![partner], ..Project::default() };
    project.profile.provider_wait_ms_max = 300;
    project
}

fn on_runtime(test: impl AsyncFnOnce()) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test());
}

fn directory(project: &Project) -> Arc<Directory> {
    Arc::new(Directory::new(Arc::new(project.clone())))
}

async fn asked(project: &Project, secrets: &Secrets, times: usize) -> Vec<Result<String, PartnerFault>> {
    let lines = Partners::new(project, secrets, |_| true).unwrap().lines(&directory(project)).unwrap();
    let provider = lines.to(&InstitutionCode("005".into())).unwrap();
    let mut results = Vec::new();
    for _ in 0..times {
        let mut spoken = Spoken::default();
        results.push(provider.provide(SERIAL, b"<a/>".to_vec(), None, &mut spoken).await.map(|(_, text)| text));
    }
    results
}

/// The kind of a result, in one word.
fn word(result: &Result<String, PartnerFault>) -> &'static str {
    match result {
        Ok(_) => "answered",
        Err(PartnerFault::Shut) => "shut",
        Err(PartnerFault::Absent { .. }) => "absent",
        Err(PartnerFault::NotAdmitted { .. }) => "not admitted",
        Err(PartnerFault::FirstLate { .. }) => "late at first",
        Err(PartnerFault::Late { .. }) => "late",
        Err(PartnerFault::FirstCut { .. }) => "cut at first",
        Err(PartnerFault::Cut { .. }) => "cut",
        Err(PartnerFault::Gone { .. }) => "gone",
        Err(PartnerFault::Status { .. }) => "status",
        Err(PartnerFault::Unwritable { .. }) => "unwritable",
        Err(PartnerFault::NoHttp) => "no http",
        Err(PartnerFault::Wrong { .. } | PartnerFault::NoReply { .. }) => "wrong",
    }
}

#[test]
fn a_system_that_was_not_reached_is_absent_and_one_that_was_has_failed() {
    use Does::{Breaks, Hangs, Says};
    let good = || Says(http("200 OK", &answer(SERIAL)));
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<照会".to_owned();
    let status = |status: &str| Says(http(status, ""));
    on_runtime(async || {
        for (does, words) in [
            (vec![good(), good()], ["answered", "answered"]),
            (vec![Breaks(String::new()), good()], ["cut at first", "answered"]),
            (vec![good(), Breaks(String::new())], ["answered", "cut"]),
            (vec![Says("SSH-2.0-x\r\n".to_owned()), good()], ["no http", "answered"]),
            (vec![Hangs(String::new()), good()], ["late at first", "answered"]),
            (vec![good(), Hangs(String::new())], ["answered", "late"]),
            // The head of an answer is an answer.
            (vec![Breaks(half.clone()), Breaks(String::new())], ["cut", "cut"]),
            (vec![Hangs(half.clone()), Breaks(half)], ["late", "cut"]),
            (vec![status("503 Service Unavailable"), good()], ["absent", "answered"]),
            (vec![good(), status("503 Service Unavailable")], ["answered", "status"]),
            (vec![status("401 Unauthorized"), good()], ["not admitted", "answered"]),
            (vec![status("429 Too Many Requests"), good()], ["not admitted", "answered"]),
            (vec![good(), status("403 Forbidden")], ["answered", "status"]),
            (vec![good(), status("429 Too Many Requests")], ["answered", "status"]),
            (vec![status("500 Internal Server Error"), Breaks(String::new())], ["status", "cut"]),
            (vec![status("404 Not Found"), good()], ["status", "answered"]),
            (vec![status("301 Moved"), good()], ["status", "answered"]),
            (vec![Says(http("200 OK", "<html/>")), good()], ["wrong", "answered"]),
            (vec![Says(http("200 OK", &answer("9990000000009"))), good()], ["wrong", "answered"]),
        ] {
            let vendor = Vendor::start(does).await;
            let results = asked(&project(&vendor.url, |_| {}), &Secrets::new(), 2).await;
            assert_eq!(results.iter().map(word).collect::<Vec<_>>(), words, "{results:?}");
            for result in results.iter().filter_map(|result| result.as_ref().err()) {
                let blocks = matches!(word(&Err(result.clone())), "absent" | "not admitted" | "shut");
                assert_eq!(result.blocks(), blocks);
                assert!(!result.say(Lang::Ja).contains('{') && !result.say(Lang::En).contains('{'), "{result:?}");
            }
        }
        let nobody = asked(&project("http://127.0.0.1:9", |_| {}), &Secrets::new(), 1).await;
        assert_eq!(word(&nobody[0]), "absent");
    });
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn what_a_partner_does_is_told_as_what_it_is() {
    use Does::{Breaks, Hangs, Says};
    let status = |status: &str| Says(http(status, ""));
    on_runtime(async || {
        for (does, outcome, said) in [
            (Some(Hangs(String::new())), Outcome::TimedOut, "つながりましたが、300 ミリ秒以内に最初の応答がありません"),
            (Some(Hangs(String::new())), Outcome::TimedOut, "待ち時間（layouts/profile.yaml の provider-wait-ms）"),
            (
                Some(Breaks(String::new())),
                Outcome::ProviderDown,
                "つながりましたが、応答の前に切れました：相手が接続を切りました",
            ),
            (Some(Says("220 mail\r\n".to_owned())), Outcome::ProviderDown, "返ってきたものは HTTP ではありません"),
            (
                Some(Hangs("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<".to_owned())),
                Outcome::TimedOut,
                "300 ミリ秒以内に答えません",
            ),
            (
                Some(Breaks("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<".to_owned())),
                Outcome::ProviderDown,
                "途中で切れました：相手が接続を切りました",
            ),
            (Some(status("500 X")), Outcome::ProviderDown, "HTTP 500 を返しました。相手のシステムの中の誤り"),
            (Some(status("404 X")), Outcome::ProviderDown, "HTTP 404 を返しました。url と、その電文の送り先の道"),
            (Some(status("400 X")), Outcome::ProviderDown, "HTTP 400 を返しました。電文を受け付けません"),
            (Some(status("302 X")), Outcome::ProviderDown, "HTTP 302 を返しました。url が移っています"),
            (Some(status("202 X")), Outcome::ProviderDown, "HTTP 200 で返す決まり"),
            (Some(status("401 X")), Outcome::ProviderDown, "接続を認めません（HTTP 401）。認証情報"),
            (Some(status("403 X")), Outcome::ProviderDown, "接続を認めません（HTTP 403）。認証情報"),
            (Some(status("429 X")), Outcome::ProviderDown, "接続を認めません（HTTP 429）。速すぎると言われています"),
            (Some(status("502 X")), Outcome::ProviderDown, "手前のサーバーが HTTP 502 を返しました"),
            (Some(Says(http("200 OK", "<a/>"))), Outcome::Malformed, "照会結果として読めません"),
            (
                Some(Says(http("200 OK", "\r\n<!DOCTYPE html><title>Login"))),
                Outcome::Malformed,
                "HTML のページです（ログイン",
            ),
            (Some(Says(http("200 OK\r\nContent-Encoding: gzip", "x"))), Outcome::Malformed, "圧縮されています"),
            (
                Some(Says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<照会結果>".to_owned())),
                Outcome::Malformed,
                "途中で終わっています。相手のシステムが告げた長さ（Content-Length）",
            ),
            (
                Some(Says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<照会結果>".to_owned())),
                Outcome::Malformed,
                "途中で終わっています。相手のシステムが告げた長さ（Content-Length）",
            ),
            (None, Outcome::ProviderDown, "つながりません：接続を拒否されました。相手のシステムが動いているか"),
        ] {
            let url = match does {
                Some(act) => Vendor::start(vec![act]).await.url,
                None => "http://127.0.0.1:9".to_owned(),
            };
            let fault = asked(&project(&url, |_| {}), &Secrets::new(), 1).await.remove(0).unwrap_err();
            let told = fault.say(Lang::Ja);
            assert!(told.contains(said), "{told}");
            assert_eq!(fault.outcome(), outcome, "{told}");
            assert!(!told.contains("os error") && !told.contains("onnection"), "no words of the machine: {told}");
        }
        let fault = |url: &'static str| async move {
            asked(&project(url, |_| {}), &Secrets::new(), 1).await.remove(0).unwrap_err()
        };
        let silent = Vendor::start(vec![Hangs(String::new())]).await.url.replace("http://", "https://");
        let silent = asked(&project(&silent, |_| {}), &Secrets::new(), 1).await.remove(0).unwrap_err();
        assert!(
            silent.blocks() && silent.say(Lang::Ja).contains("つながりますが、TLS の応答がありません"),
            "{silent:?}"
        );
        let unknown = fault("http://no-such-host.invalid:8080").await;
        assert!(unknown.say(Lang::Ja).contains("url のホスト名が見つかりません"), "{unknown:?}");
        // An address of documentation: nobody answers, or the machine knows no way to it.
        let far = fault("http://192.0.2.1:8080").await;
        assert!(far.blocks() && far.say(Lang::Ja).contains("つながりません："), "{far:?}");
    });
}

#[test]
fn outside_its_hours_nothing_is_sent() {
    on_runtime(async || {
        let vendor = Vendor::start(vec![Does::Says(http("200 OK", &answer(SERIAL)))]).await;
        let whole_day = |on: bool| Window { days: [on; 7], from_minute: 0, to_minute: MINUTES_OF_DAY };
        for (open, expected, told) in [(false, "shut", 0), (true, "answered", 1)] {
            let project = project(&vendor.url, |partner| partner.window = Some(whole_day(open)));
            assert_eq!(word(&asked(&project, &Secrets::new(), 1).await[0]), expected);
            assert_eq!(vendor.told.lock().unwrap().len(), told);
        }
    });
}

#[test]
fn no_more_are_under_way_than_agreed_and_all_are_answered() {
    on_runtime(async || {
        let vendor = Vendor::start(vec![Does::Says(http("200 OK", &answer(SERIAL)))]).await;
        let project = project(&vendor.url, |partner| partner.rate.at_once = Some(3));
        let partners = Partners::new(&project, &Secrets::new(), |_| true).unwrap();
        // Two workers: what was agreed holds for both together.
        let lines = [(); 2].map(|()| partners.lines(&directory(&project)).unwrap());
        let provide = async |worker: usize| {
            let provider = lines[worker % 2].to(&InstitutionCode("005".into())).unwrap();
            provider.provide(SERIAL, Vec::new(), None, &mut Spoken::default()).await
        };
        let results = futures::future::join_all((0..30).map(provide)).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(vendor.told.lock().unwrap().len(), 30);
        assert_eq!(vendor.most_at_once.load(Ordering::SeqCst), 3);
    });
}

#[test]
fn no_second_sees_more_than_agreed() {
    let pace = Pace::new(Rate { per_second: Some(4), at_once: None });
    let begin = Instant::now();
    let millis = |later: u64| pace.reserve(begin + Duration::from_millis(later)).as_millis() as u64 + later;
    let turns: Vec<u64> = [0, 0, 0, 100, 100, 2_000, 2_010].map(millis).to_vec();
    assert_eq!(turns, [0, 250, 500, 750, 1_000, 2_000, 2_250]);
    let free = Pace::new(Rate::default());
    assert_eq!(free.reserve(begin), Duration::ZERO);
}

#[test]
fn credentials_are_sent_and_shown_nowhere() {
    const SECRET: &str = "himitsu-no-atai";
    let variable = || "E_SHI".to_owned();
    let ways = [
        (Credentials::Bearer { token: variable() }, format!("authorization: Bearer {SECRET}\r\n")),
        (Credentials::Header { name: "X-Api-Key".into(), value: variable() }, format!("x-api-key: {SECRET}\r\n")),
        (
            Credentials::Basic { user: variable(), password: variable() },
            format!("authorization: Basic {}\r\n", "aGltaXRzdS1uby1hdGFpOmhpbWl0c3Utbm8tYXRhaQ=="),
        ),
    ];
    on_runtime(async || {
        for (credentials, header) in ways {
            let vendor =
                Vendor::start(vec![Does::Says(http("200 OK", &answer(SERIAL))), Does::Breaks(String::new())]).await;
            let project = project(&vendor.url, |partner| partner.credentials = Some(credentials));
            let missing = Partners::new(&project, &Secrets::new(), |_| true).unwrap_err();
            assert!(missing.iter().all(|fault| fault.fault.code == "E0912"), "{missing:?}");
            let secrets = Secrets::from([(variable(), Secret::new(SECRET))]);
            let results = asked(&project, &secrets, 2).await;
            assert_eq!(results.iter().map(word).collect::<Vec<_>>(), ["answered", "cut"]);
            let told = vendor.told.lock().unwrap().concat();
            assert!(told.contains(&header), "{told}");
            let partners = Partners::new(&project, &secrets, |_| true).unwrap();
            let shown = format!(
                "{partners:?} {project:?} {results:?} {:?} {secrets:?}",
                partners.lines(&directory(&project)).unwrap()
            );
            assert!(!shown.contains(SECRET) && !shown.contains("aGltaXRzdS1u"), "{shown}");
        }
    });
}

#[test]
fn base_64_is_as_the_rfc_shows() {
    for (plain, coded) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(base64(plain.as_bytes()), coded);
    }
}

#[test]
fn certificates_that_do_not_belong_together_are_told_before_anything_is_sent() {
    let pem = |text: String| Pem { path: String::new(), text: text.into() };
    let pair = || rcgen::generate_simple_self_signed(vec!["a.example".to_owned()]).unwrap();
    let (one, other) = (pair(), pair());
    let identity = |certificate: &rcgen::CertifiedKey<rcgen::KeyPair>, key: &rcgen::CertifiedKey<rcgen::KeyPair>| {
        crate::model::partner::Identity {
            certificate: pem(certificate.cert.pem()),
            key: Secret::new(key.signing_key.serialize_pem()),
        }
    };
    for (trust, identity, sound) in [
        (Some(pem(one.cert.pem())), Some(identity(&one, &one)), true),
        (Some(pem(one.cert.pem())), Some(identity(&one, &other)), false),
        (None, Some(identity(&one, &one)), true),
        (None, Some(identity(&one, &other)), false),
        (Some(pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned())), None, false),
    ] {
        let project = project("https://a.example", |partner| (partner.trust, partner.identity) = (trust, identity));
        let made = Partners::new(&project, &Secrets::new(), |_| true);
        let codes = made.as_ref().err().map(|faults| faults.iter().map(|fault| fault.fault.code).collect::<Vec<_>>());
        assert_eq!(codes, (!sound).then(|| vec!["E0913"]));
        if let Ok(partners) = made {
            assert!(partners.lines(&directory(&project)).is_ok());
        }
    }
}

#[test]
fn a_partner_that_speaks_soap_is_asked_and_read_in_it() {
    use crate::model::profile::Transport;
    use crate::payload::soap::{Code, Edition, Fault};

    const NAMESPACE: &str = "urn:renkei:message:1";
    on_runtime(async || {
        for (transport, edition, headers) in [
            (
                Transport::Soap11,
                Edition::V11,
                &["content-type: text/xml; charset=utf-8", "soapaction: \"urn:renkei:message:1#inquire\""][..],
            ),
            (
                Transport::Soap12,
                Edition::V12,
                &["content-type: application/soap+xml; charset=utf-8; action=\"urn:renkei:message:1#inquire\""][..],
            ),
        ] {
            let fault =
                Fault { code: Code::Receiver, reason: ("停止".into(), "down".into()), status: 503, message: None };
            let vendor = Vendor::start(vec![
                Does::Says(http("200 OK", &edition.wrap(Some(&answer(SERIAL)), NAMESPACE))),
                Does::Says(http("500 Internal Server Error", &edition.fault(&fault, NAMESPACE))),
                Does::Says(http("200 OK", &answer(SERIAL))),
            ])
            .await;
            let project = project(&vendor.url, |partner| partner.transport = Some(transport));
            let results = asked(&project, &Secrets::new(), 3).await;
            let words: Vec<&str> = results.iter().map(word).collect();
            // Plain XML is what it was agreed not to speak; it is a 照会結果 all the same.
            assert_eq!(words, ["answered", "status", "answered"], "{results:?}");
            let told = vendor.told.lock().unwrap()[0].clone();
            for header in headers {
                assert!(told.contains(header), "{told}");
            }
            let body = told.split_once("\r\n\r\n").unwrap().1;
            assert_eq!(body, edition.wrap(Some("<a/>"), NAMESPACE));
        }
    });
}
