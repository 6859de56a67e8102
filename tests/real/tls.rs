//! TLS in both directions: a case asked through the TLS door by a client that nobody here wrote, and every reason why a
//! provider behind TLS is not reached, told as what it is.

use std::path::Path;
use std::process::{Command, Output};

use super::vendor::{Act, Authority, Vendor, element};
use super::{Bench, Mock, OF_E, good};

/// The client of tests/clients, with what curl itself reads from its configuration.
fn curl(mock: &Mock, url: &str, request: &str, configuration: &Path) -> Output {
    let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    Command::new("bash")
        .arg(clients.join("curl/inquire.sh"))
        .arg(url)
        .arg(clients.join("case-1.txt"))
        .args([request.to_owned(), mock.code("RM-001", "002")])
        .env("CURL_HOME", configuration)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("bash, curl and xmllint: tests/run-all.sh installs them")
}

#[test]
fn a_whole_case_goes_through_the_tls_door_with_a_client_certificate() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let bench = Bench::new(&[]);
    let (certificate, key) = ours.certify("127.0.0.1");
    let keys = tempfile::tempdir().unwrap();
    bench.write("door.pem", &certificate);
    bench.write("clients.pem", &theirs.pem);
    std::fs::write(keys.path().join("door.key"), key).unwrap();
    let settings = std::fs::read_to_string(bench.path("renkei.yaml")).unwrap();
    let key = keys.path().join("door.key");
    let doors = format!(
        "doors: {{tls: \"127.0.0.1:0\", certificate: door.pem, key: {}, clients: clients.pem}}\n",
        key.display()
    );
    bench.write("renkei.yaml", &(settings + &doors));
    let mock = Mock::stand(&bench, &[]);
    let url = format!("https://{}", mock.tls);
    let configured = |lines: &[(&str, &str)]| {
        let folder = tempfile::tempdir().unwrap();
        let mut text = String::new();
        for (name, pem) in lines {
            let path = folder.path().join(format!("{name}.pem"));
            std::fs::write(&path, pem).unwrap();
            text += &format!("{name} = \"{}\"\n", path.display());
        }
        std::fs::write(folder.path().join(".curlrc"), text).unwrap();
        folder
    };
    let (certificate, key) = theirs.certify("b-shi");
    let sound = configured(&[("cacert", &ours.pem), ("cert", &certificate), ("key", &key)]);
    let answer = curl(&mock, &url, "R1", sound.path());
    let said = String::from_utf8(answer.stdout).unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    for line in ["処理結果=N000", "A健康保険組合"] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
    let (stranger, stranger_key) = Authority::new().certify("b-shi");
    let (expired, expired_key) = theirs.certify_expired("b-shi");
    for (name, configuration) in [
        ("no client certificate", configured(&[("cacert", &ours.pem)])),
        ("another authority's", configured(&[("cacert", &ours.pem), ("cert", &stranger), ("key", &stranger_key)])),
        ("an expired one", configured(&[("cacert", &ours.pem), ("cert", &expired), ("key", &expired_key)])),
        ("a server it does not trust", configured(&[("cacert", &theirs.pem), ("cert", &certificate), ("key", &key)])),
    ] {
        let refused = curl(&mock, &url, "R2", configuration.path());
        assert!(!refused.status.success(), "{name}: {}", String::from_utf8_lossy(&refused.stdout));
    }
    // Only what was let in is in the journal: a query and its polls.
    let journal = mock.journal();
    assert!(!journal.to_string().contains("R2"), "{journal}");
    let answered = journal["calls"].as_array().unwrap().iter().filter(|call| call["outcome"] == "N000").count();
    assert_eq!(answered, 1, "{journal}");
}

/// What a provider behind TLS shows, whom it lets in, whom we trust and what we show.
struct Meeting<'a> {
    name: &'a str,
    shown: &'a (String, String),
    lets_in: Option<&'a Authority>,
    trusted: Option<&'a Authority>,
    ours: Option<&'a (String, String)>,
    exit: i32,
    said: &'a [&'a str],
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn why_a_provider_behind_tls_is_not_reached_is_told() {
    let (theirs, agreed, other) = (Authority::new(), Authority::new(), Authority::new());
    let server = theirs.certify("127.0.0.1");
    let (old_server, named) = (theirs.certify_expired("127.0.0.1"), theirs.certify("test.example"));
    let (client, stranger) = (agreed.certify("renkei"), other.certify("renkei"));
    let old_client = agreed.certify_expired("renkei");
    let meeting = Meeting {
        name: "as agreed",
        shown: &server,
        lets_in: Some(&agreed),
        trusted: Some(&theirs),
        ours: Some(&client),
        exit: 0,
        said: &["合1"],
    };
    let table = [
        Meeting { name: "as agreed", ..meeting },
        Meeting { name: "without client certificates", lets_in: None, ours: None, ..meeting },
        Meeting {
            name: "another authority",
            trusted: Some(&other),
            exit: 7,
            said: &["相手の証明書を発行した認証局を信頼していません"],
            ..meeting
        },
        Meeting {
            name: "whom the machine trusts",
            trusted: None,
            exit: 7,
            said: &["相手の証明書を発行した認証局を信頼していません"],
            ..meeting
        },
        Meeting {
            name: "expired",
            shown: &old_server,
            exit: 7,
            said: &["相手の証明書の有効期限が切れています"],
            ..meeting
        },
        Meeting {
            name: "another name",
            shown: &named,
            exit: 7,
            said: &["証明書の名前がurlのホスト名と違います"],
            ..meeting
        },
        Meeting {
            name: "no client certificate",
            ours: None,
            exit: 7,
            said: &["クライアント証明書を求めています"],
            ..meeting
        },
        Meeting {
            name: "a client certificate of others",
            ours: Some(&stranger),
            exit: 7,
            said: &["クライアント証明書の認証局を信頼していません"],
            ..meeting
        },
        Meeting {
            name: "an expired client certificate",
            ours: Some(&old_client),
            exit: 7,
            said: &["クライアント証明書の有効期限が切れています"],
            ..meeting
        },
    ];
    for Meeting { name, shown, lets_in, trusted, ours, exit, said } in table {
        println!("{name}");
        let vendor = Vendor::tls_showing(shown, lets_in, |_, request| good(request));
        let keys = tempfile::tempdir().unwrap();
        let trust = trusted.map_or("", |_| ", trust: ca.pem");
        let key = keys.path().join("client.key");
        let client =
            ours.map_or(String::new(), |_| format!(", client: {{certificate: client.pem, key: {}}}", key.display()));
        let bench = Bench::real("e-shi", &format!("{{url: \"{}\"{trust}{client}}}", vendor.url));
        if let Some(trusted) = trusted {
            bench.write("ca.pem", &trusted.pem);
        }
        if let Some((certificate, text)) = ours {
            bench.write("client.pem", certificate);
            std::fs::write(&key, text).unwrap();
        }
        let ran = bench.run(&[&OF_E[..], &["--organisation", "B市"]].concat());
        ran.ended(exit, said);
        assert_eq!(vendor.told().len(), usize::from(exit == 0), "{name}");
        if exit == 7 {
            ran.ended(7, &["保留1", "相手のシステムにつながりません：TLS："]);
            assert!(!ran.screen.contains("os error") && !ran.screen.contains("invalid peer"), "{}", ran.screen);
        }
    }
    // https where there is no TLS.
    let plain = Vendor::plain(|_, _| Act::Says(200, String::new()));
    let url = plain.url.replace("http://", "https://");
    let ran = Bench::new(&[]).run(&[&OF_E[..], &["--organisation", "B市", "--real", &format!("E市={url}")]].concat());
    ran.ended(7, &["保留1", "TLS："]);
}

#[test]
fn a_provider_behind_tls_is_asked_over_one_connection_after_another() {
    let authority = Authority::new();
    let vendor = Vendor::tls(&authority, |_, request| good(request));
    let keys = tempfile::tempdir().unwrap();
    let (certificate, key) = authority.certify("renkei");
    let path = keys.path().join("client.key");
    std::fs::write(&path, key).unwrap();
    let real = format!(
        "{{url: \"{}\", trust: ca.pem, client: {{certificate: client.pem, key: {}}}}}",
        vendor.url,
        path.display()
    );
    let bench = Bench::real("e-shi", &real);
    bench.write("ca.pem", &authority.pem);
    bench.write("client.pem", &certificate);
    bench.run(&OF_E).ended(0, &["合3"]);
    assert!(vendor.told().iter().all(|request| element(&request.body, "情報提供者機関コード") == "005"));
}
