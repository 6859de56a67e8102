//! Namespaces of a tree: which name a prefix makes. The tree keeps names as written; only SOAP has prefixes.

use super::tree::Element;

/// The namespace of `xml:lang` and its like, bound everywhere.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A prefix that no declaration binds, a declaration that is none, or a name with two colons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadPrefix<'a> {
    /// The name as written.
    pub written: &'a str,
}

/// The declarations that hold inside one element.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope<'a> {
    bound: Vec<(&'a str, &'a str)>,
}

/// A name with its namespace; an empty one is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Qualified<'a> {
    pub namespace: &'a str,
    pub local: &'a str,
}

impl Qualified<'_> {
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.namespace == namespace && self.local == local
    }
}

/// Whether an attribute declares a namespace.
pub(super) fn declares(attribute: &str) -> bool {
    attribute == "xmlns" || attribute.starts_with("xmlns:")
}

impl<'a> Scope<'a> {
    /// The scope inside an element.
    pub fn enter(&self, element: &'a Element) -> Result<Self, BadPrefix<'a>> {
        let mut inner = self.clone();
        for (name, uri) in &element.attributes {
            if name == "xmlns" {
                inner.bound.push(("", uri));
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                let bad = prefix.is_empty() || prefix.contains(':') || prefix == "xmlns" || uri.is_empty();
                if bad || (prefix == "xml") != (uri == XML) {
                    return Err(BadPrefix { written: name });
                }
                inner.bound.push((prefix, uri));
            }
        }
        Ok(inner)
    }

    /// What an element's name means here.
    pub fn element(&self, written: &'a str) -> Result<Qualified<'a>, BadPrefix<'a>> {
        match split(written)? {
            ("", local) => Ok(Qualified { namespace: self.of("").unwrap_or_default(), local }),
            (prefix, local) => self.prefixed(written, prefix, local),
        }
    }

    /// What an attribute's name means here: without a prefix it is in no namespace.
    pub fn attribute(&self, written: &'a str) -> Result<Qualified<'a>, BadPrefix<'a>> {
        match split(written)? {
            ("", local) => Ok(Qualified { namespace: "", local }),
            (prefix, local) => self.prefixed(written, prefix, local),
        }
    }

    fn prefixed(&self, written: &'a str, prefix: &str, local: &'a str) -> Result<Qualified<'a>, BadPrefix<'a>> {
        self.of(prefix).map(|namespace| Qualified { namespace, local }).ok_or(BadPrefix { written })
    }

    fn of(&self, prefix: &str) -> Option<&'a str> {
        if prefix == "xml" {
            return Some(XML);
        }
        self.bound.iter().rev().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri)
    }
}

fn split(written: &str) -> Result<(&str, &str), BadPrefix<'_>> {
    match written.split_once(':') {
        None => Ok(("", written)),
        Some((prefix, local)) if prefix.is_empty() || local.is_empty() || local.contains(':') => {
            Err(BadPrefix { written })
        }
        Some(parts) => Ok(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::tree::{Limits, parse};

    fn names(xml: &str) -> Result<Vec<(String, String)>, String> {
        fn walk(element: &Element, scope: &Scope<'_>, found: &mut Vec<(String, String)>) -> Result<(), String> {
            let bad = |bad: BadPrefix<'_>| bad.written.to_owned();
            let inner = scope.enter(element).map_err(bad)?;
            let name = inner.element(&element.name).map_err(bad)?;
            found.push((name.namespace.to_owned(), name.local.to_owned()));
            for (attribute, _) in element.attributes.iter().filter(|(name, _)| !declares(name)) {
                let name = inner.attribute(attribute).map_err(bad)?;
                found.push((name.namespace.to_owned(), format!("@{}", name.local)));
            }
            element.children.iter().try_for_each(|child| walk(child, &inner, found))
        }
        let mut found = Vec::new();
        walk(&parse(xml, &Limits::default()).unwrap(), &Scope::default(), &mut found)?;
        Ok(found)
    }

    #[test]
    fn names_are_resolved_where_they_stand() {
        for (xml, expected) in [
            ("<a/>", "|a"),
            (r#"<a xmlns="u"><b/></a>"#, "u|a u|b"),
            (r#"<a xmlns="u"><b xmlns=""><c/></b></a>"#, "u|a |b |c"),
            (r#"<p:a xmlns:p="u"><b/><p:c d="1" p:e="2"/></p:a>"#, "u|a |b u|c |@d u|@e"),
            (r#"<p:a xmlns:p="u"><p:b xmlns:p="v"/><p:c/></p:a>"#, "u|a v|b u|c"),
            (r#"<a xml:lang="ja"/>"#, "|a http://www.w3.org/XML/1998/namespace|@lang"),
        ] {
            let found = names(xml).unwrap().iter().map(|(ns, local)| format!("{ns}|{local}")).collect::<Vec<_>>();
            assert_eq!(found.join(" "), expected, "{xml}");
        }
    }

    #[test]
    fn prefixes_that_mean_nothing_are_told() {
        for (xml, written) in [
            ("<p:a/>", "p:a"),
            (r#"<p:a xmlns:p="u"><q:b/></p:a>"#, "q:b"),
            (r#"<a p:b="1"/>"#, "p:b"),
            (r#"<p:a:b xmlns:p="u"/>"#, "p:a:b"),
            (r#"<a xmlns:p=""/>"#, "xmlns:p"),
            (r#"<a xmlns:xml="u"/>"#, "xmlns:xml"),
            (r#"<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>"#, "xmlns:p"),
            (r#"<a xmlns:xmlns="u"/>"#, "xmlns:xmlns"),
        ] {
            assert_eq!(names(xml), Err(written.to_owned()), "{xml}");
        }
    }
}
