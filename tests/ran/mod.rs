//! A program that has ended: its exit code, and what stood on the screen.

#![allow(dead_code, reason = "each test program uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::process::Output;

pub struct Ran {
    pub exit: i32,
    /// Both streams, as text.
    pub screen: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        let screen = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        Self { exit: output.status.code().unwrap_or(-1), screen }
    }

    /// It ended so, and said these texts, however they were broken into lines.
    #[track_caller]
    pub fn ended(&self, exit: i32, said: &[&str]) {
        self.ended_as("", exit, said);
    }

    /// The same, of one line of a table.
    #[track_caller]
    pub fn ended_as(&self, name: &str, exit: i32, said: &[&str]) {
        assert_eq!(self.exit, exit, "{name}\n{}", self.screen);
        let screen: String = self.screen.chars().filter(|c| !c.is_whitespace()).collect();
        for text in said {
            assert!(screen.contains(text), "{name}: {text} is not in\n{}", self.screen);
        }
    }
}
