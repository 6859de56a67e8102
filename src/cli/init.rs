//! `renkei init`: a project to start from.

use super::Exit;
use super::arguments::{InitArguments, Sample};
use super::features::put;
use super::screen::Screen;
use crate::model::catalogue::cli as words;
use crate::sheet::sample;

/// The synthetic nation, when no numbers are given.
const BODIES: usize = 200;
const CASES_PER_BODY: usize = 100;

pub(super) fn init(screen: &Screen, arguments: &InitArguments) -> Exit {
    let dir = &arguments.dir;
    let occupied = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if occupied || dir.is_file() {
        screen.fault(&words::INIT_NOT_EMPTY, &[("path", &dir.display())]);
        return Exit::Arguments;
    }
    let files = match arguments.sample {
        None => sample::new_project(),
        Some(Sample::Kihon) => Ok(sample::kihon()),
        Some(Sample::Zenkoku) => {
            sample::nation(arguments.bodies.unwrap_or(BODIES), arguments.cases.unwrap_or(CASES_PER_BODY))
        }
    };
    let files = match files {
        Ok(files) => files,
        Err(fault) => {
            screen.fault_text(&fault.say(screen.lang));
            return Exit::Arguments;
        }
    };
    for (path, bytes) in &files {
        let path = dir.join(path);
        if let Err(why) = put(&path, bytes) {
            return screen.unwritten(&path, &why);
        }
    }
    if screen.json {
        screen.print_json(&serde_json::json!({"path": dir, "files": files.len()}));
    }
    screen.show(&(words::INIT_DONE.say(screen.lang, &[("path", &dir.display()), ("files", &files.len())]) + "\n"));
    Exit::Passed
}
