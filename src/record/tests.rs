//! The record: appended, cut short anywhere, changed anywhere.

use std::sync::Arc;

use super::*;
use crate::event::{About, RunState, TrialId};
use crate::model::{OrganisationId, Outcome, Verdict};

fn about() -> Arc<About> {
    Arc::new(About {
        case: "K2-01".into(),
        scenario: "S02".into(),
        variation: "V01".into(),
        title: "生活保護の停止".into(),
        flow: "生活保護".into(),
        cycle: Some(7),
        lot: Some(1),
        group: None,
        organisation: OrganisationId::from("b-shi"),
        organisation_name: "B市".into(),
        provider: "健康保険組合".into(),
        persona: "RM-002".into(),
        source: "一覧.xlsx!テストケース一覧!A6".into(),
    })
}

fn started(selected: u64) -> Event {
    Event::RunStarted {
        run: "r1".into(),
        project: "例".into(),
        project_hash: "00".into(),
        version: "0.1.0".into(),
        selection: vec!["--cycle 7".into()],
        selected,
        by_people: 0,
        planned: crate::event::Planned::default(),
        real: Vec::new(),
        at: "2026-11-20T09:00:00+09:00".into(),
    }
}

fn ended() -> Event {
    Event::RunFinished { at: "2026-11-20T09:01:00+09:00".into(), duration_ms: 60_000 }
}

/// One trial that passes, with an answer of `data`.
fn trial(number: usize, data: &str) -> Vec<Event> {
    let trial = TrialId(format!("K2-{number:02}@b-shi").into());
    let exchange = Exchange {
        serial: Some(format!("{number:08}")),
        inquirer: "002".into(),
        provider: "099".into(),
        outcome: Some(Outcome::Normal),
        query: "<照会/>".into(),
        envelope: Some("<回答/>".into()),
        data: Some(Data::Text(data.into())),
        polls: 2,
        base_date: None,
        theirs: false,
        shown: None,
        beyond_case: None,
    };
    vec![
        Event::TrialStarted { trial: trial.clone(), attempt: 1, about: about() },
        Event::Exchanged { trial: trial.clone(), attempt: 1, exchange },
        Event::TrialFinished {
            trial,
            attempt: 1,
            verdict: Verdict::Passed,
            again: false,
            differences: vec![],
            reason: None,
            duration_us: 900,
            sitting_ms: Some(1),
        },
    ]
}

/// A body longer than the number, and different for each.
fn data(number: usize) -> String {
    format!("<被用者保険関係情報><保険者名称>健康保険組合{number}</保険者名称></被用者保険関係情報>")
}

fn small_run(trials: usize) -> Vec<Event> {
    let all = (0..trials).flat_map(|number| trial(number, &data(number)));
    std::iter::once(started(trials as u64)).chain(all).chain([ended()]).collect()
}

fn write_all(folder: &Path, events: &[Event]) -> String {
    let mut recorder = Recorder::create(folder, "r1").unwrap();
    for event in events {
        recorder.append(event).unwrap();
    }
    recorder.finish().unwrap()
}

/// A record as a crash leaves it: flushed, never finished.
fn crash(folder: &Path, events: &[Event]) {
    write_all(folder, events);
    fs::remove_file(folder.join(HEAD_FILE)).unwrap();
}

fn read_all(folder: &Path) -> Vec<Event> {
    read(folder).unwrap().map(Result::unwrap).collect()
}

/// The event as the record tells it: data by their hash.
fn apart(event: &Event) -> Event {
    let mut event = event.clone();
    if let Event::Exchanged { exchange: Exchange { data, .. }, .. } = &mut event
        && let Some(Data::Text(text)) = data
    {
        *data = Some(Data::Hash(Digest::of(text.as_bytes()).to_string()));
    }
    event
}

fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> RunState {
    let mut state = RunState::default();
    events.into_iter().for_each(|event| state.apply(event));
    state
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn what_was_appended_is_read_in_order_and_bodies_apart() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("runs/r1");
    let mut events = small_run(3);
    events.splice(10..10, trial(7, &data(1)));
    let chain = write_all(&folder, &events);

    assert_eq!(read_all(&folder), events.iter().map(apart).collect::<Vec<_>>());
    assert_eq!(verify(&folder).unwrap(), []);
    assert_eq!(fold(&events), fold(&read_all(&folder)));

    let mut reader = read(&folder).unwrap();
    assert_eq!(reader.by_ref().map(Result::unwrap).count(), events.len());
    assert_eq!(reader.last_chain(), chain);

    let bodies = Bodies::open(&folder).unwrap();
    for number in 0..3 {
        let hash = Digest::of(data(number).as_bytes()).to_string();
        assert_eq!(bodies.get(&hash).unwrap(), data(number));
    }
    for none in ["sha256:00", "", &format!("sha256:{}", "0".repeat(64))] {
        assert!(matches!(bodies.get(none), Err(RecordError::NoBody { .. })), "{none}");
    }
}

#[test]
fn a_body_is_stored_once_and_the_number_of_files_does_not_grow() {
    let dir = tempfile::tempdir().unwrap();
    let one: Vec<Event> = trial(0, &data(0)).into_iter().collect();
    let many: Vec<Event> = (0..500).flat_map(|number| trial(number, &data(0))).collect();
    write_all(&dir.path().join("one"), &one);
    write_all(&dir.path().join("many"), &many);
    let size = |run: &str| fs::metadata(dir.path().join(run).join("bodies-0001.seg")).unwrap().len();
    let files = |run: &str| fs::read_dir(dir.path().join(run)).unwrap().count();
    assert_eq!((size("one"), files("one")), (size("many"), files("many")));
    assert_eq!(files("many"), 4);
}

#[test]
fn bodies_of_any_size_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("r1");
    // Text that deflate cannot shrink, and the empty text.
    let mut number: u32 = 1;
    let mut noise = |bytes: usize| -> String {
        let mut next = || {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b' ' + (number >> 24) as u8 % 95)
        };
        (0..bytes).map(|_| next()).collect()
    };
    let texts = [String::new(), "あ".into(), noise(100), noise(70_000), noise(3_000_000), "同じ".repeat(500_000)];
    write_all(&folder, &texts.iter().enumerate().flat_map(|(number, text)| trial(number, text)).collect::<Vec<_>>());
    let bodies = Bodies::open(&folder).unwrap();
    for text in &texts {
        assert_eq!(bodies.get(&Digest::of(text.as_bytes()).to_string()).unwrap(), *text);
    }
    assert_eq!(verify(&folder).unwrap(), []);
}

#[test]
fn a_record_cut_at_any_byte_of_its_tail_opens_and_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    let events = small_run(2);
    crash(&whole, &events);
    let size = fs::metadata(whole.join(EVENTS_FILE)).unwrap().len();
    for cut in 0..=size {
        let folder = dir.path().join("cut");
        copy(&whole, &folder);
        OpenOptions::new().write(true).open(folder.join(EVENTS_FILE)).unwrap().set_len(cut).unwrap();
        let mut live = RunState::default();
        let mut seen = Vec::new();
        let (mut recorder, reopened) = Recorder::reopen(&folder, |event| seen.push(event.clone())).unwrap();
        assert_eq!(seen, events[..seen.len()].iter().map(apart).collect::<Vec<_>>(), "cut at {cut}");
        assert_eq!(reopened.events, seen.len() as u64);
        seen.iter().for_each(|event| live.apply(event));
        for event in [Event::RunResumed { left: 1, at: String::new() }, ended()] {
            recorder.append(&event).unwrap();
            live.apply(&event);
        }
        recorder.finish().unwrap();
        assert_eq!(verify(&folder).unwrap(), [], "cut at {cut}");
        assert_eq!(fold(&read_all(&folder)), live, "cut at {cut}");
    }
}

#[test]
fn a_segment_cut_at_any_byte_opens_and_the_lines_of_lost_bodies_are_cut() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    crash(&whole, &small_run(2));
    let size = fs::metadata(whole.join("bodies-0001.seg")).unwrap().len();
    let mut left = Vec::new();
    for cut in 0..=size {
        let folder = dir.path().join("cut");
        copy(&whole, &folder);
        OpenOptions::new().write(true).open(folder.join("bodies-0001.seg")).unwrap().set_len(cut).unwrap();
        let mut state = RunState::default();
        let (mut recorder, _) = Recorder::reopen(&folder, |event| state.apply(event)).unwrap();
        left.push(state.decided());
        for event in trial(0, &data(0)).iter().chain(&trial(1, &data(1))).chain([&ended()]) {
            recorder.append(event).unwrap();
        }
        recorder.finish().unwrap();
        assert_eq!(verify(&folder).unwrap(), [], "cut at {cut}");
    }
    assert!(left.is_sorted(), "the more is there, the more is kept");
    assert_eq!((left.first(), left.last()), (Some(&0), Some(&2)));
}

#[test]
fn one_flipped_bit_anywhere_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    write_all(&whole, &small_run(2));
    for file in [EVENTS_FILE, "bodies-0001.seg", HEAD_FILE] {
        let bytes = fs::read(whole.join(file)).unwrap();
        for at in 0..bytes.len() {
            // The head's final newline says nothing.
            if file == HEAD_FILE && at + 1 == bytes.len() {
                continue;
            }
            let folder = dir.path().join("flipped");
            copy(&whole, &folder);
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(folder.join(file), flipped).unwrap();
            assert_ne!(verify(&folder).unwrap(), [], "{file}, byte {at}");
        }
    }
}

/// A change is no torn end: going on with the record must not cut it away, and what follows with it.
#[test]
fn a_killed_run_with_a_flipped_bit_in_its_segment_is_not_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let (one, whole) = (dir.path().join("one"), dir.path().join("whole"));
    crash(&one, &small_run(1));
    crash(&whole, &small_run(2));
    let last_frame = fs::metadata(one.join("bodies-0001.seg")).unwrap().len() as usize;
    let (bytes, lines) = (fs::read(whole.join("bodies-0001.seg")).unwrap(), fs::read(whole.join(EVENTS_FILE)).unwrap());
    for at in 0..bytes.len() {
        // A last frame said to be longer than it is cannot be told from one that was cut.
        if (last_frame + 8..last_frame + 12).contains(&at) {
            continue;
        }
        let folder = dir.path().join("flipped");
        copy(&whole, &folder);
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(folder.join("bodies-0001.seg"), &flipped).unwrap();
        let reopened = Recorder::reopen(&folder, |_| {});
        let changed = Problem::BodyChanged {
            file: "bodies-0001.seg".into(),
            offset: if at < last_frame { 0 } else { last_frame as u64 },
        };
        assert!(
            matches!(&reopened, Err(RecordError::Damaged { problem, .. }) if *problem == changed),
            "byte {at}: {reopened:?}"
        );
        assert_eq!(fs::read(folder.join("bodies-0001.seg")).unwrap(), flipped, "byte {at}: nothing is touched");
        assert_eq!(fs::read(folder.join(EVENTS_FILE)).unwrap(), lines, "byte {at}: nothing is touched");
    }
}

#[test]
fn every_change_has_its_name() {
    type Change = fn(&mut Vec<String>);
    let table: [(&str, Change, Vec<Problem>); 9] = [
        ("nothing", |_| {}, vec![]),
        ("a verdict", |l| l[4] = l[4].replace("passed", "failed"), vec![Problem::Changed { line: 4 }]),
        (
            "a chain value",
            |l| l[4] = l[4].replacen("\"chain\":\"", "\"chain\":\"0", 1).replacen("\",\"event\"", "", 1),
            vec![Problem::Unreadable { line: 4 }],
        ),
        ("a line gone", |l| drop(l.remove(3)), vec![Problem::Removed { line: 3, missing: 1 }]),
        ("three lines gone", |l| drop(l.drain(2..5)), vec![Problem::Removed { line: 2, missing: 3 }]),
        ("a line twice", |l| l.insert(3, l[3].clone()), vec![Problem::OutOfOrder { line: 4 }]),
        ("the end gone", |l| drop(l.drain(6..)), vec![Problem::CutEnd { known: 8, found: 5 }]),
        ("nonsense", |l| l[5] = "{}".into(), vec![Problem::Unreadable { line: 5 }]),
        (
            "everything written anew",
            |l| {
                let header = l[0].clone();
                let events: Vec<String> =
                    l[1..].iter().map(|line| line.split_once("\"event\":").unwrap().1.to_owned()).collect();
                let mut head = Head { seq: 0, chain: Chain::of_header(header.as_bytes()) };
                let mut out = Vec::new();
                for event in events {
                    let event = event.strip_suffix('}').unwrap().replace("passed", "failed");
                    head = head.next(event.as_bytes());
                    line::write(&mut out, &head, event.as_bytes());
                }
                *l = String::from_utf8(out).unwrap().lines().map(str::to_owned).collect();
                l.insert(0, header);
            },
            vec![Problem::OtherHead { line: 8 }],
        ),
    ];
    for (what, change, expected) in table {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("r1");
        write_all(&folder, &small_run(2));
        let path = folder.join(EVENTS_FILE);
        let mut lines: Vec<String> = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
        change(&mut lines);
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        assert_eq!(verify(&folder).unwrap(), expected, "{what}");
        if !expected.is_empty() {
            let before = fs::read(&path).unwrap();
            let reopened = Recorder::reopen(&folder, |_| {});
            assert!(matches!(reopened, Err(RecordError::Damaged { .. })), "{what}: {reopened:?}");
            assert_eq!(fs::read(&path).unwrap(), before, "{what}: nothing is touched");
        }
    }
}

/// A record killed exactly between two lines is whole as far as it goes, and yet no run that has ended.
#[test]
fn a_record_that_stops_between_two_lines_is_told_as_such() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    write_all(&whole, &small_run(2));
    let text = fs::read_to_string(whole.join(EVENTS_FILE)).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for kept in 1..lines.len() {
        let folder = dir.path().join("cut");
        copy(&whole, &folder);
        fs::remove_file(folder.join("head.json")).unwrap();
        fs::write(folder.join(EVENTS_FILE), lines[..kept].concat()).unwrap();
        let line = kept as u64 - 1;
        assert_eq!(verify(&folder).unwrap(), [Problem::NotEnded { line }], "{kept} lines");
        // Taken up and brought to its end, it is whole.
        let (mut recorder, _) = Recorder::reopen(&folder, |_| {}).unwrap();
        recorder.append(&Event::RunResumed { left: 1, at: String::new() }).unwrap();
        assert_eq!(verify(&folder).unwrap().len(), 1, "not yet");
        recorder.append(&ended()).unwrap();
        recorder.finish().unwrap();
        assert_eq!(verify(&folder).unwrap(), []);
    }
}

#[test]
fn a_missing_segment_is_told_body_by_body() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("r1");
    write_all(&folder, &small_run(2));
    fs::remove_file(folder.join("bodies-0001.seg")).unwrap();
    let hash = |number| Digest::of(data(number).as_bytes()).to_string();
    let expected = [(3, 0), (6, 1)].map(|(line, number)| Problem::BodyMissing { line, hash: hash(number) });
    assert_eq!(verify(&folder).unwrap(), expected);
}

#[test]
fn one_writer_at_a_time_and_a_dead_one_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("r1");
    let recorder = Recorder::create(&folder, "r1").unwrap();
    let second = Recorder::reopen(&folder, |_| {}).unwrap_err();
    assert!(matches!(&second, RecordError::Locked { pid, .. } if *pid == std::process::id().to_string()), "{second}");
    drop(recorder);
    // What a killed writer leaves: the file, with its number, and no lock on it.
    fs::write(folder.join(LOCK_FILE), "4194304\n").unwrap();
    assert_eq!(Recorder::reopen(&folder, |_| {}).unwrap().1, Reopened::default());
}

const KILL_FOLDER: &str = "RENKEI_TEST_KILL_FOLDER";

/// Writes until it is killed; run by the test below in a process of its own.
#[test]
#[ignore = "a process of the test that kills it"]
fn a_writer_that_never_ends() {
    let Some(folder) = std::env::var_os(KILL_FOLDER) else { return };
    let mut recorder = Recorder::create(Path::new(&folder), "r1").unwrap();
    recorder.append(&started(1_000_000)).unwrap();
    for number in 0.. {
        trial(number, &data(number)).iter().for_each(|event| recorder.append(event).unwrap());
        if number % 7 == 0 {
            recorder.flush().unwrap();
        }
    }
}

#[test]
fn a_killed_writer_leaves_a_record_that_opens_and_says_what_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("r1");
    let mut writer = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["record::tests::a_writer_that_never_ends", "--exact", "--ignored"])
        .env(KILL_FOLDER, &folder)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let begun = std::time::Instant::now();
    while fs::metadata(folder.join(EVENTS_FILE)).map_or(0, |meta| meta.len()) < 200_000 {
        assert!(begun.elapsed().as_secs() < 30, "the writer does not write");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(matches!(Recorder::reopen(&folder, |_| {}), Err(RecordError::Locked { .. })), "while it lives");
    writer.kill().unwrap();
    writer.wait().unwrap();

    assert!(verify(&folder).unwrap().iter().all(Problem::left_by_a_crash));
    let mut state = RunState::default();
    let (mut recorder, _) = Recorder::reopen(&folder, |event| state.apply(event)).unwrap();
    assert!(state.decided() > 50 && !state.ended());
    assert_eq!(state.counts().total(), 1_000_000);
    recorder.append(&Event::RunResumed { left: 1, at: String::new() }).unwrap();
    recorder.append(&ended()).unwrap();
    recorder.finish().unwrap();
    assert_eq!(verify(&folder).unwrap(), []);
}

#[test]
fn errors_are_told_by_kind_and_path() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("r1");
    assert!(matches!(read(&folder), Err(RecordError::Missing(_))));
    assert!(matches!(verify(&folder), Err(RecordError::Missing(_))));
    assert!(matches!(Recorder::reopen(&folder, |_| {}), Err(RecordError::Missing(_))));
    drop(Recorder::create(&folder, "r1").unwrap());
    assert!(matches!(Recorder::create(&folder, "r1"), Err(RecordError::Exists(_))));

    fs::write(folder.join(EVENTS_FILE), "{\"seq\":1}\n").unwrap();
    assert!(matches!(read(&folder), Err(RecordError::NotARecord(_))));
    fs::write(folder.join(EVENTS_FILE), "{\"renkei-record\":99,\"run\":\"r1\"}\n").unwrap();
    let newer = read(&folder).unwrap_err();
    assert!(matches!(newer, RecordError::NewerFormat { found: 99, .. }));
    assert!(newer.message(Lang::Ja).contains("renkei を更新する"), "{}", newer.message(Lang::Ja));
    assert_eq!(newer.to_string(), newer.message(Lang::En));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_the_writer_with_a_word() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("r1");
    let mut recorder = Recorder::create(&folder, "r1").unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.join("bodies-0001.seg")).unwrap();
    recorder.append(&started(1)).unwrap();
    recorder.append(&trial(1, "x")[1]).unwrap();
    let full = recorder.flush().unwrap_err();
    assert!(matches!(&full, RecordError::Io { doing: Doing::Write, path, .. } if path.ends_with("bodies-0001.seg")));
    assert!(matches!(recorder.append(&ended()), Err(RecordError::Stopped(_))));
    assert!(matches!(recorder.finish(), Err(RecordError::Stopped(_))));
}

#[test]
fn records_are_listed_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let runs = dir.path().join("runs");
    assert_eq!(folders(&runs).unwrap(), Vec::<PathBuf>::new());
    for name in ["20261120-2", "20261120-1"] {
        drop(Recorder::create(&runs.join(name), name).unwrap());
    }
    fs::create_dir(runs.join("not-a-record")).unwrap();
    assert_eq!(folders(&runs).unwrap(), ["20261120-1", "20261120-2"].map(|name| runs.join(name)));
}

#[test]
fn segments_roll() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("r1");
    let mut recorder = Recorder::create(&folder, "r1").unwrap();
    recorder.append(&trial(1, &data(1))[1]).unwrap();
    // As if the first were full.
    recorder.bodies.segment_is_full();
    recorder.append(&trial(2, &data(2))[1]).unwrap();
    drop(recorder);
    let (mut recorder, _) = Recorder::reopen(&folder, |_| {}).unwrap();
    recorder.append(&trial(3, &data(3))[1]).unwrap();
    recorder.finish().unwrap();
    assert!(folder.join("bodies-0002.seg").is_file() && !folder.join("bodies-0003.seg").exists());
    assert_eq!(verify(&folder).unwrap(), []);
    let bodies = Bodies::open(&folder).unwrap();
    for number in 1..=3 {
        assert_eq!(bodies.get(&Digest::of(data(number).as_bytes()).to_string()).unwrap(), data(number));
    }
}

/// `cargo test --release -- --ignored writing_is_fast --nocapture` tells the rate.
#[test]
#[ignore = "a measurement"]
fn writing_is_fast() {
    let dir = tempfile::tempdir().unwrap();
    let trials = 50_000;
    let filler = "<資格情報><資格取得日>2015-04-01</資格取得日></資格情報>".repeat(40);
    let events: Vec<Event> = (0..trials).flat_map(|number| trial(number, &format!("{filler}{number}"))).collect();
    let begin = std::time::Instant::now();
    let mut recorder = Recorder::create(&dir.path().join("r1"), "r1").unwrap();
    events.iter().for_each(|event| recorder.append(event).unwrap());
    recorder.finish().unwrap();
    let took = begin.elapsed();
    eprintln!(
        "{:.0} trials/s, {:.1} us each",
        trials as f64 / took.as_secs_f64(),
        took.as_micros() as f64 / trials as f64
    );
}
