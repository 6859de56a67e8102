//! Files dropped, half written, dropped twice, left by a crash: each is answered once and none is lost.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::model::Project;
use crate::payload::envelope::Receipt;

const SETTLE_MS: u64 = 40;
/// Longest a test waits for anything.
const LONGEST: Duration = Duration::from_secs(20);

/// A 中間サーバー that answers every query at the second poll, and refuses what begins with `X`. What begins with `H` is held
/// until it is released, and its answer by hand handed out once.
#[derive(Debug, Default)]
struct Gateway {
    polls: Mutex<HashMap<String, u32>>,
    released: AtomicBool,
}

impl Institution for Gateway {
    fn handle(&self, call: &Call<'_>) -> Reply {
        if call.method == "POST" {
            let query = Query::from_xml(std::str::from_utf8(call.body).unwrap()).unwrap();
            if query.request.starts_with('X') {
                return Reply::status(503);
            }
            self.polls.lock().unwrap().insert(query.request.clone(), 0);
            return Reply::xml(202, Receipt { request: query.request, serial: None }.to_xml());
        }
        let request = call.path.rsplit('/').next().unwrap();
        let mut polls = self.polls.lock().unwrap();
        let Some(count) = polls.get_mut(request) else { return Reply::status(404) };
        *count += 1;
        let held = request.starts_with('H');
        let outcome = match *count {
            2 if held => Outcome::ManualHold,
            3.. if held && self.released.load(Ordering::Relaxed) => Outcome::ReplicaMissing,
            2 if !held => Outcome::ReplicaMissing,
            _ => return Reply::status(202),
        };
        if outcome != Outcome::ManualHold {
            polls.remove(request);
        }
        let (serial, outcome) = (format!("S{request}"), Profile::default().outcome_code(outcome).to_owned());
        Reply::xml(200, Answer { serial, outcome, undisclosed: false, data: None }.to_xml())
    }
}

struct Bench {
    folder: tempfile::TempDir,
    watched: ExchangeFolder,
    gateway: Arc<Gateway>,
}

fn open(folder: &Path) -> Result<ExchangeFolder, FolderFault> {
    open_before(folder, Arc::default())
}

fn open_before(folder: &Path, gateway: Arc<Gateway>) -> Result<ExchangeFolder, FolderFault> {
    let mut project = Project::default();
    project.profile.file_settle_ms = SETTLE_MS;
    ExchangeFolder::open(folder, gateway, Arc::new(Directory::new(Arc::new(project))))
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let gateway = Arc::default();
        let watched = open_before(folder.path(), Arc::clone(&gateway)).unwrap();
        Self { folder, watched, gateway }
    }

    fn drop_file(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join("request").join(name), bytes).unwrap();
    }

    async fn look(&mut self) -> Vec<FolderEvent> {
        let mut events = Vec::new();
        self.watched.look(&mut |event| events.push(event)).await;
        events
    }

    /// Looks until what has been dropped is settled.
    async fn settle(&mut self) -> Vec<FolderEvent> {
        let mut events = self.look().await;
        tokio::time::sleep(Duration::from_millis(SETTLE_MS + 10)).await;
        events.extend(self.look().await);
        events
    }

    /// Watches until so many results have been laid out or a trouble was told.
    async fn watch(&mut self, events_max: usize) -> Vec<FolderEvent> {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let mut events = Vec::new();
        let watching = self.watched.watch(|event| tell.send(event).unwrap());
        let hearing = async {
            while events.len() < events_max {
                events.push(told.recv().await.unwrap());
            }
        };
        tokio::select! {
            () = watching => {}
            () = hearing => {}
            () = tokio::time::sleep(LONGEST) => panic!("nothing more happens"),
        }
        events
    }

    /// Every file of the folder but the lock, by folder and name.
    fn files(&self) -> Vec<String> {
        all(self.folder.path())
    }

    fn result(&self, name: &str) -> String {
        file_exchange_text(&fs::read(self.folder.path().join("result").join(name)).unwrap())
    }
}

fn file_exchange_text(bytes: &[u8]) -> String {
    crate::payload::charset::decode(bytes).unwrap().0
}

fn all(root: &Path) -> Vec<String> {
    let parts = ["request", "working", "result", "done"];
    let mut names: Vec<String> = parts
        .iter()
        .flat_map(|part| files(&root.join(part)).into_iter().map(move |(name, _)| format!("{part}/{}", shown(&name))))
        .collect();
    names.sort();
    names
}

fn queries(requests: &[&str]) -> String {
    let heading = "照会要求番号,情報照会者機関コード,情報提供者機関コード,事務コード,事務手続コード,特定個人情報名コード,\
                   特定個人情報の版番号,情報照会者部署名,情報照会者部署コード,特定個人情報項目コードリスト,情報照会条件,機関別符号\n";
    let rows = requests
        .iter()
        .map(|request| format!("{request},002,099,JM015,JT015001,TM031,4.0,地域福祉課,001B,TK01,既定,K01\n"));
    heading.to_owned() + &rows.collect::<String>()
}

fn test(work: impl AsyncFnOnce(Bench)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { work(Bench::new()).await });
}

#[test]
fn a_dropped_file_is_answered_row_by_row_in_its_own_charset() {
    test(async |mut bench| {
        let sjis = crate::payload::charset::encode(Charset::Windows31J, &queries(&["R1", "X2", "", "R4"]));
        bench.drop_file("照会0727.CSV", &sjis);
        let events = bench.settle().await;
        assert_eq!(
            events,
            [
                FolderEvent::Taken { file: "照会0727.CSV".into(), again: false },
                FolderEvent::Answered {
                    file: "照会0727.CSV".into(),
                    result: "照会0727.result.CSV".into(),
                    queries: 4,
                    unanswered: 2
                },
            ]
        );
        assert_eq!(bench.files(), ["done/照会0727.CSV", "result/照会0727.result.CSV"]);
        assert_eq!(fs::read(bench.folder.path().join("done/照会0727.CSV")).unwrap(), sjis, "as it was dropped");
        let bytes = fs::read(bench.folder.path().join("result/照会0727.result.CSV")).unwrap();
        assert!(std::str::from_utf8(&bytes).is_err(), "in Windows-31J, as the queries were");
        let lines: Vec<String> = bench.result("照会0727.result.CSV").lines().skip(1).map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "2,R1,SR1,E002,副本未登録,,,,,,,,,,",
                "3,X2,,,,,,,,,,,,,中間サーバーが受け付けません：待っている照会が多すぎる（HTTP 503）",
                "4,,,,,,,,,,,,,,「照会要求番号」が空です",
                "5,R4,SR4,E002,副本未登録,,,,,,,,,,",
            ]
        );
    });
}

#[test]
fn a_file_being_written_is_left_until_it_is_whole() {
    test(async |mut bench| {
        let text = queries(&["R1"]);
        for name in [".a.csv", "~$a.csv", "a.csv.tmp", "a.csv.part", "b.csv.done", "c.csv.renkei-result"] {
            bench.drop_file(name, text.as_bytes());
        }
        bench.drop_file("empty.csv", b"");
        bench.drop_file("grows.csv", &text.as_bytes()[..40]);
        assert_eq!(bench.look().await, []);
        for end in [41, 60, text.len()] {
            tokio::time::sleep(Duration::from_millis(SETTLE_MS + 10)).await;
            bench.drop_file("grows.csv", &text.as_bytes()[..end]);
            assert_eq!(bench.look().await, [], "it has just changed");
        }
        let before = bench.files().len();
        assert_eq!(before, 8, "{:?}", bench.files());
        assert_eq!(bench.settle().await.len(), 2, "it is whole, and taken once");
        assert!(bench.result("grows.result.csv").contains("2,R1,SR1,"));
        // A marker says that it is whole, at once.
        bench.drop_file("marked.csv", text.as_bytes());
        bench.drop_file("marked.csv.done", b"");
        assert_eq!(bench.look().await.len(), 2);
        assert!(bench.result("marked.result.csv").contains("2,R1,SR1,"));
        assert!(!bench.folder.path().join("request/marked.csv.done").exists());
        // An empty file is told when nobody has written into it for long.
        assert!(bench.folder.path().join("request/empty.csv").exists());
        tokio::time::sleep(Duration::from_millis(SETTLE_MS * u64::from(EMPTY_SETTLE_FACTOR))).await;
        assert_eq!(bench.look().await.len(), 2);
        assert!(bench.result("empty.result.csv").contains("照会が1件もありません"));
    });
}

#[test]
fn what_cannot_be_read_is_answered_by_why() {
    test(async |mut bench| {
        bench.drop_file("a.xlsx", b"PK");
        bench.drop_file("b.csv", b"\x85\xFD");
        bench.drop_file("c.xml", "<照会ファイル>".as_bytes());
        bench.settle().await;
        assert_eq!(
            bench.files(),
            [
                "done/a.xlsx",
                "done/b.csv",
                "done/c.xml",
                "result/a.xlsx.result.csv",
                "result/b.result.csv",
                "result/c.result.xml"
            ]
        );
        assert!(bench.result("a.xlsx.result.csv").contains("「a.xlsx」は照会ファイルではありません"));
        assert!(bench.result("b.result.csv").contains("1行目に、UTF-8 でも Windows-31J でもない文字"));
        assert!(
            bench
                .result("c.result.xml")
                .contains("<エラー>1行9文字目: 要素「照会ファイル」が閉じられていません</エラー>")
        );
    });
}

#[test]
fn what_is_no_file_is_left_where_it_lies_and_told_once() {
    test(async |mut bench| {
        let request = bench.folder.path().join("request");
        fs::create_dir(request.join("7月分")).unwrap();
        fs::create_dir(request.join(".snapshot")).unwrap();
        fs::write(request.join("7月分/a.csv"), queries(&["R1"])).unwrap();
        std::os::unix::fs::symlink(request.join("7月分/a.csv"), request.join("b.csv")).unwrap();
        let mut events = bench.settle().await;
        events.sort_by_key(|event| event.say(Lang::Ja));
        let strays = [FileFault::IsFolder("7月分".into()), FileFault::IsLink("b.csv".into())];
        assert_eq!(events, strays.map(|why| FolderEvent::Stray { why }));
        assert_eq!(bench.files(), ["result/7月分.result.csv", "result/b.csv.result.csv"]);
        assert!(bench.result("7月分.result.csv").contains("「7月分」はフォルダーなので受け取りません"));
        assert!(bench.result("b.csv.result.csv").contains("「b.csv」は普通のファイルではないので"));
        assert_eq!(bench.settle().await, [], "once");
        // The next sitting tells it again, and lays nothing out twice.
        let Bench { folder, watched, gateway } = bench;
        drop(watched);
        let mut bench = Bench { watched: open(folder.path()).unwrap(), folder, gateway };
        assert_eq!(bench.look().await.len(), 2);
        assert_eq!(bench.files().len(), 2);
        assert!(bench.folder.path().join("request/7月分/a.csv").exists());
    });
}

#[test]
fn a_name_used_before_overwrites_nothing() {
    test(async |mut bench| {
        for request in ["R1", "R2", "R3"] {
            bench.drop_file("a.csv", queries(&[request]).as_bytes());
            bench.settle().await;
        }
        let names = ["a", "a-2", "a-3"].map(|name| (format!("done/{name}.csv"), format!("result/{name}.result.csv")));
        let mut expected: Vec<String> =
            names.iter().flat_map(|(done, result)| [done.clone(), result.clone()]).collect();
        expected.sort();
        assert_eq!(bench.files(), expected);
        assert!(bench.result("a.result.csv").contains(",SR1,") && bench.result("a-3.result.csv").contains(",SR3,"));
    });
}

#[test]
fn a_folder_has_one_watcher() {
    test(async |bench| {
        assert!(matches!(open(bench.folder.path()), Err(FolderFault::InUse { .. })));
        let Bench { folder, watched, .. } = bench;
        drop(watched);
        assert!(open(folder.path()).is_ok(), "free again when the watcher is gone");
    });
}

#[test]
fn a_crash_at_any_step_loses_nothing_and_hands_out_once() {
    let (asked, ready) = (queries(&["R1"]), "whole result");
    for (left, events, result) in [
        // Taken, not asked, or asked without a whole result: it is asked again.
        (vec![("working/a.csv", asked.as_str())], 2, ",SR1,"),
        (vec![("working/a.csv", asked.as_str()), ("working/a.csv.tmp", "half")], 2, ",SR1,"),
        // The result is whole: it is handed out, and nothing is asked.
        (vec![("working/a.csv", asked.as_str()), ("working/a.csv.renkei-result", ready)], 0, ready),
        (vec![("done/a.csv", asked.as_str()), ("working/a.csv.renkei-result", ready)], 0, ready),
    ] {
        test(async |bench| {
            let Bench { folder, watched, gateway } = bench;
            drop(watched);
            for (path, text) in &left {
                fs::write(folder.path().join(path), text).unwrap();
            }
            let mut bench = Bench { watched: open(folder.path()).unwrap(), folder, gateway };
            assert_eq!(bench.look().await.len(), events, "{left:?}");
            assert_eq!(bench.files(), ["done/a.csv", "result/a.result.csv"], "{left:?}");
            assert!(bench.result("a.result.csv").contains(result), "{left:?}");
            assert_eq!(bench.look().await, [], "once");
        });
    }
}

#[test]
fn a_result_that_cannot_be_handed_out_is_told_and_kept() {
    test(async |mut bench| {
        let result = bench.folder.path().join("result");
        fs::remove_dir(&result).unwrap();
        bench.drop_file("a.csv", queries(&["R1"]).as_bytes());
        let events = bench.settle().await;
        assert!(matches!(events.as_slice(), [FolderEvent::Taken { .. }, FolderEvent::Trouble { .. }]), "{events:?}");
        assert_eq!(bench.files(), ["done/a.csv", "working/a.csv.renkei-result"]);
        fs::create_dir(&result).unwrap();
        bench.watched.retry_at = Some(Instant::now());
        assert_eq!(bench.look().await, []);
        assert_eq!(bench.files(), ["done/a.csv", "result/a.result.csv"]);
    });
}

#[test]
fn answers_by_hand_that_come_at_once_are_each_laid_out() {
    test(async |mut bench| {
        bench.drop_file("a.csv", queries(&["H1", "R2", "H3", "H4"]).as_bytes());
        bench.drop_file("a.csv.done", b"");
        assert_eq!(bench.watch(2).await.len(), 2, "taken and answered");
        assert!(bench.result("a.result.csv").contains("2,H1,SH1,E005,"), "{}", bench.result("a.result.csv"));
        bench.gateway.released.store(true, Ordering::Relaxed);
        let events = bench.watch(3).await;
        let laid: Vec<String> = (2..5).map(|number| format!("a.result-{number}.csv")).collect();
        let told = |event: &FolderEvent| match event {
            FolderEvent::Answered { result, queries: 1, unanswered: 0, .. } => result.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(events.iter().map(told).collect::<Vec<_>>(), laid);
        let answers: Vec<String> = laid
            .iter()
            .flat_map(|name| bench.result(name).lines().skip(1).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let row = |line, request| format!("{line},{request},S{request},E002,副本未登録,,,,,,,,,,");
        assert_eq!(answers, [row(2, "H1"), row(4, "H3"), row(5, "H4")], "each once");
        assert!(files(&bench.folder.path().join("working")).is_empty());
    });
}

#[test]
fn an_answer_by_hand_that_cannot_be_laid_out_is_told_and_kept() {
    test(async |mut bench| {
        bench.drop_file("a.csv", queries(&["H1"]).as_bytes());
        bench.settle().await;
        bench.gateway.released.store(true, Ordering::Relaxed);
        let (result, away) = (bench.folder.path().join("result"), bench.folder.path().join("away"));
        fs::rename(&result, &away).unwrap();
        let mut followed = bench.watched.held.next().await.unwrap();
        assert!(matches!(followed.event, Some(FolderEvent::Trouble { .. })), "{:?}", followed.event);
        fs::rename(&away, &result).unwrap();
        followed.file.pause_ms = 0;
        bench.watched.follow_on(followed, &mut |_| {});
        let followed = bench.watched.held.next().await.unwrap();
        assert!(matches!(followed.event, Some(FolderEvent::Answered { .. })), "{:?}", followed.event);
        assert!(bench.result("a.result-2.csv").contains("2,H1,SH1,E002,"));
        bench.watched.follow_on(followed, &mut |_| {});
        assert_eq!((bench.watched.held.len(), bench.watched.held_rows), (0, 0), "nothing is followed any more");
    });
}
