//! The OpenAPI 3.1 document of the doors, from the one table of paths.

mod services;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::paths::{HISTORY, PARAMETERS, REFUSAL, ROUTES, Route, Whose};
use crate::model::catalogue::network as words;
use crate::model::{HistoryColumn, Lang, Service};
use crate::payload::envelope::{
    DELETION, LINK_CODE_ANSWER, LINK_CODE_CANCELLATION, LINK_CODE_REQUEST, QUERY, RECEIPT, REGISTRATION,
    RESIDENT_ANSWER, RESIDENT_QUERY, RESIDENT_RECEIPT,
};

/// The whole document, as YAML, with a path for each message of these services.
pub fn openapi(services: &[Service], lang: Lang) -> String {
    let document = document(services, lang);
    let mut out = String::new();
    // What people look for first stands first; JSON has no order.
    for key in ["openapi", "info", "servers", "tags", "security", "paths", "components"] {
        write(&json!({key: document[key]}), 0, &mut out);
    }
    out
}

fn document(services: &[Service], lang: Lang) -> Value {
    let mut paths: BTreeMap<usize, (&str, Map<String, Value>)> = BTreeMap::new();
    for (at, route) in ROUTES.iter().enumerate() {
        let place = ROUTES.iter().position(|first| first.path == route.path).unwrap_or(at);
        let entry = paths.entry(place).or_insert_with(|| (route.path, Map::new()));
        entry.1.insert(route.method.to_ascii_lowercase(), operation(route, lang));
    }
    let of_network = paths.into_values().map(|(path, operations)| (path.to_owned(), Value::Object(operations)));
    let of_services = services::paths(services, lang).into_iter().map(|(path, operation)| {
        let mut operation = operation;
        operation["responses"]["default"] = json!({"$ref": REFUSED});
        (path, json!({"post": operation}))
    });
    let paths: Map<String, Value> = of_network.chain(of_services).collect();
    let parameters: Map<String, Value> = PARAMETERS
        .iter()
        .map(|(name, text)| {
            let parameter = json!({
                "name": name,
                "in": "path",
                "required": true,
                "description": text.pattern(lang),
                "schema": {"type": "string", "minLength": 1},
            });
            ((*name).to_owned(), parameter)
        })
        .collect();
    let mut schemas = Map::new();
    for message in messages() {
        let schema = json!({
            "type": "object",
            "description": words::OPENAPI_MESSAGE.say(lang, &[("name", &message)]),
            "xml": {"name": message},
        });
        schemas.insert(identifier(message).to_owned(), schema);
    }
    let doors = [Whose::Inquirer, Whose::Network, Whose::Provider, Whose::Register].map(Whose::name);
    let tags: Vec<Value> =
        doors.iter().chain([&services::TAG]).map(|name| json!({"name": name.pattern(lang)})).collect();
    let refused = json!({"description": words::OPENAPI_REFUSED.pattern(lang), "content": in_words()});
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": words::OPENAPI_TITLE.pattern(lang),
            "version": env!("CARGO_PKG_VERSION"),
            "description": words::OPENAPI_ABOUT.pattern(lang),
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "http://127.0.0.1:8080", "description": words::OPENAPI_SERVER.pattern(lang)}],
        "tags": tags,
        "security": [],
        "paths": paths,
        "components": {"parameters": parameters, "schemas": schemas, "responses": {"Refused": refused}},
    })
}

fn operation(route: &Route, lang: Lang) -> Value {
    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), json!(route.operation));
    operation.insert("summary".to_owned(), json!(route.summary.pattern(lang)));
    operation.insert("tags".to_owned(), json!([route.at.name().pattern(lang)]));
    let in_path = PARAMETERS.iter().filter(|(name, _)| route.path.contains(&format!("{{{name}}}")));
    let mut parameters: Vec<Value> =
        in_path.map(|(name, _)| json!({"$ref": format!("#/components/parameters/{name}")})).collect();
    if let Some((name, text)) = route.flag {
        parameters.push(json!({
            "name": name,
            "in": "query",
            "required": false,
            "allowEmptyValue": true,
            "description": text.pattern(lang),
            "schema": {"type": "string", "maxLength": 0},
        }));
    }
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some(message) = route.request {
        operation.insert("requestBody".to_owned(), json!({"required": true, "content": content(message)}));
    }
    let mut responses = Map::new();
    for (status, text, message) in route.replies {
        let mut response = Map::new();
        response.insert("description".to_owned(), json!(text.pattern(lang)));
        match message {
            Some(message) => drop(response.insert("content".to_owned(), content(message))),
            None if *status >= 400 => drop(response.insert("content".to_owned(), in_words())),
            None => {}
        }
        responses.insert(status.to_string(), Value::Object(response));
    }
    responses.insert("default".to_owned(), json!({"$ref": REFUSED}));
    operation.insert("responses".to_owned(), Value::Object(responses));
    Value::Object(operation)
}

/// What is said of every call that no institution has looked at.
const REFUSED: &str = "#/components/responses/Refused";

/// Why something is refused, when no message says it.
fn in_words() -> Value {
    json!({"text/plain": {"schema": {"type": "string"}}})
}

/// A message in its three spellings, or the one of what is JSON.
fn content(message: &str) -> Value {
    if let Some(schema) = json_schema(message) {
        return json!({"application/json": {"schema": schema}});
    }
    let schema = json!({"schema": {"$ref": format!("#/components/schemas/{}", identifier(message))}});
    json!({"application/xml": schema, "text/xml": schema, "application/soap+xml": schema})
}

/// What is no message of the envelope.
fn json_schema(message: &str) -> Option<Value> {
    match message {
        HISTORY => {
            let columns = HistoryColumn::ALL.map(|column| column.word().ja);
            let properties: Map<String, Value> =
                columns.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
            let row = json!({"type": "object", "properties": properties, "required": columns});
            let rows = json!({"rows": {"type": "array", "items": row}});
            Some(json!({"type": "object", "required": ["rows"], "properties": rows}))
        }
        REFUSAL => Some(json!({"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}})),
        _ => None,
    }
}

fn messages() -> Vec<&'static str> {
    let mut found = Vec::new();
    for route in &ROUTES {
        let replied = route.replies.iter().filter_map(|(_, _, message)| *message);
        for message in route.request.into_iter().chain(replied) {
            if json_schema(message).is_none() && !found.contains(&message) {
                found.push(message);
            }
        }
    }
    found
}

/// The component of a message: OpenAPI allows ASCII only.
fn identifier(message: &str) -> &'static str {
    match message {
        QUERY => "Query",
        RECEIPT => "Receipt",
        REGISTRATION => "Registration",
        DELETION => "Deletion",
        RESIDENT_QUERY => "ResidentQuery",
        RESIDENT_RECEIPT => "ResidentReceipt",
        RESIDENT_ANSWER => "ResidentAnswer",
        LINK_CODE_REQUEST => "LinkCodeRequest",
        LINK_CODE_ANSWER => "LinkCodeAnswer",
        LINK_CODE_CANCELLATION => "LinkCodeCancellation",
        _ => "Answer",
    }
}

/// YAML in block style: maps and lists by indentation, every text quoted as in JSON, which YAML reads alike.
fn write(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let plain = key.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
                let key = if plain { key.clone() } else { Value::String(key.clone()).to_string() };
                let _ = write!(out, "{indent}{key}:");
                below(value, depth + 1, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let mut inner = String::new();
                write(item, depth + 1, &mut inner);
                // The first line of what belongs to the item stands beside its hyphen.
                let _ = write!(out, "{indent}- {}", inner.trim_start());
            }
        }
        flat => {
            let _ = writeln!(out, "{indent}{flat}");
        }
    }
}

fn below(value: &Value, depth: usize, out: &mut String) {
    let nested = match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if nested {
        out.push('\n');
        write(value, depth, out);
    } else {
        let _ = writeln!(out, " {value}");
    }
}
