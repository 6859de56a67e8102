//! Systems of vendors' as small as can be, on bare sockets and bare text: nothing of renkei helps them.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How a provider of ours takes what it did not count on: a 処理通番 that it has seen before, a message that is broken or
/// of another version.
#[derive(Clone, Copy, PartialEq)]
pub enum Memory {
    /// Gives the same answer again; says what is wrong with the message.
    Copes,
    /// Takes it for a mistake; hangs up; answers all the same.
    Stumbles,
}

/// 照会結果 of the person of G1-01.
fn answer(serial: &str, refusal: Option<&str>) -> String {
    let outcome = refusal.unwrap_or("N000");
    let data = "<特定個人情報データ><管理情報><中間サーバー登録日時>2017/06/01 09:00:00</中間サーバー登録日時>\
        <特定個人情報の版番号>4.0</特定個人情報の版番号></管理情報><地方税関係情報><所得情報><所得年>2016年</所得年>\
        <合計所得金額>1860000</合計所得金額><市町村民税所得割額>58200</市町村民税所得割額>\
        <都道府県民税所得割額>38800</都道府県民税所得割額></所得情報></地方税関係情報></特定個人情報データ>";
    let data = if refusal.is_none() { data } else { "" };
    format!("<照会結果><処理通番>{serial}</処理通番><処理結果>{outcome}</処理結果>{data}</照会結果>")
}

/// What it says to a message: the answer, or why not; `None`: it hangs up.
fn answered(request: &[u8], memory: Memory, seen: &Mutex<HashSet<String>>) -> Option<String> {
    let head = String::from_utf8_lossy(request);
    let path = head.split_whitespace().nth(1).unwrap_or_default();
    let serial = path.rsplit('/').next().unwrap_or_default().to_owned();
    let known = !seen.lock().unwrap().insert(serial.clone());
    let text = std::str::from_utf8(request).unwrap_or_default();
    let refusal = if !text.trim_end().ends_with("</情報照会>") {
        if memory == Memory::Stumbles {
            return None;
        }
        Some("E009")
    } else if !text.contains("<特定個人情報の版番号>4.0<") && memory == Memory::Copes {
        Some("E008")
    } else if known && memory == Memory::Stumbles {
        Some("E012")
    } else {
        None
    };
    Some(answer(&serial, refusal))
}

/// Stands until the test ends; answers one request a connection.
pub fn provider(memory: Memory) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let seen: Arc<Mutex<HashSet<String>>> = Arc::default();
        for stream in listener.incoming() {
            let (mut stream, seen) = (stream.unwrap(), Arc::clone(&seen));
            std::thread::spawn(move || {
                let Some(request) = read_bytes(&mut stream) else { return };
                let Some(body) = answered(&request, memory, &seen) else { return };
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/xml; charset=utf-8\r\nContent-Length: {}\r\n\
                     Connection: close\r\n\r\n{body}",
                    body.len()
                );
            });
        }
    });
    address
}

/// One exchange on a bare socket: status and body, if a whole reply comes.
pub fn exchange(address: SocketAddr, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_millis(1_500))).ok()?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .ok()?;
    let reply = read_message(&mut stream)?;
    let (head, body) = reply.split_once("\r\n\r\n")?;
    Some((head.split_whitespace().nth(1)?.parse().ok()?, body.to_owned()))
}

/// A whole message in UTF-8.
fn read_message(stream: &mut TcpStream) -> Option<String> {
    String::from_utf8(read_bytes(stream)?).ok()
}

/// A whole message; `None` when less comes than is told.
fn read_bytes(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4_096];
        let read = stream.read(&mut part).ok()?;
        bytes.extend_from_slice(&part[..read]);
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            if read == 0 {
                return None;
            }
            continue;
        };
        let lower = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
        let length = lower.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        if bytes.len() >= head + 4 + length.unwrap_or(0usize) {
            return Some(bytes);
        }
        if read == 0 {
            return None;
        }
    }
}
