//! `renkei sheets`: blank forms, and a project's YAML as a form.

use std::path::{Path, PathBuf};

use super::Exit;
use super::arguments::{BlankArguments, ConvertArguments};
use super::check;
use super::features::put;
use super::screen::Screen;
use crate::model::Text;
use crate::model::catalogue::cli as words;
use crate::sheet::form;
use crate::sheet::headings::FormVersion;
use crate::sheet::sample;

pub(super) fn blank(screen: &Screen, root: &Path, arguments: &BlankArguments) -> Exit {
    let version = match form_version(screen, &arguments.form) {
        Ok(version) => version,
        Err(exit) => return exit,
    };
    // The project's organisations become the dropdowns; faults elsewhere in it do not matter here.
    let loaded = check::load(root);
    match sample::blank_forms(&loaded.project, version) {
        Ok(files) => {
            let all = files.iter().map(|(path, bytes)| (arguments.dir.join(path), bytes.as_slice()));
            write_all(screen, &words::WOULD_OVERWRITE_THERE, all)
        }
        Err(fault) => {
            screen.fault_text(&fault.say(screen.lang));
            Exit::Files
        }
    }
}

fn form_version(screen: &Screen, written: &str) -> Result<FormVersion, Exit> {
    FormVersion::parse(written).ok_or_else(|| {
        screen.fault(&words::BAD_VALUE, &[("what", &"--form"), ("value", &written)]);
        Exit::Arguments
    })
}

pub(super) fn convert(screen: &Screen, root: &Path, arguments: &ConvertArguments) -> Exit {
    let version = match form_version(screen, &arguments.form) {
        Ok(version) => version,
        Err(exit) => return exit,
    };
    let loaded = match check::load_sound(screen, root) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    match form::convert(&loaded.project, &arguments.file, version) {
        Ok((name, bytes)) => {
            let path: PathBuf = arguments.output.clone().unwrap_or_else(|| root.join(name));
            let exit = write_all(screen, &words::WOULD_OVERWRITE, [(path, bytes.as_slice())].into_iter());
            if exit == Exit::Passed && form::stays(&loaded.project, &arguments.file) {
                screen.note(&words::CONVERT_STAYS, &[("file", &arguments.file)]);
            }
            exit
        }
        Err(fault) => {
            screen.fault_text(&fault.say(screen.lang));
            Exit::Files
        }
    }
}

/// `there`: what to do about a file that is there already.
fn write_all<'a>(screen: &Screen, there: &Text, files: impl Iterator<Item = (PathBuf, &'a [u8])>) -> Exit {
    let mut written = Vec::new();
    for (path, bytes) in files {
        if path.exists() {
            screen.fault(there, &[("path", &path.display())]);
            return Exit::Arguments;
        }
        if let Err(why) = put(&path, bytes) {
            return screen.unwritten(&path, &why);
        }
        screen.show(&(words::WRITTEN.say(screen.lang, &[("path", &path.display())]) + "\n"));
        written.push(path);
    }
    if screen.json {
        screen.print_json(&serde_json::json!({ "written": written }));
    }
    Exit::Passed
}
