//! The one table of paths: what may be sent where, and what can come back. docs/openapi.yaml is made of it, and a test
//! knocks at every door of it.

use crate::model::catalogue::network as words;
use crate::model::text::Text;
use crate::payload::envelope::{
    ANSWER, DELETION, LINK_CODE_ANSWER, LINK_CODE_CANCELLATION, LINK_CODE_REQUEST, QUERY, RECEIPT, REGISTRATION,
    RESIDENT_ANSWER, RESIDENT_QUERY, RESIDENT_RECEIPT,
};

/// One thing that can be asked of a door.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path; what stands in braces is a [`PARAMETERS`].
    pub path: &'static str,
    /// Its name for programs.
    pub operation: &'static str,
    /// Whose door.
    pub at: Whose,
    /// What it does.
    pub summary: Text,
    /// The message sent.
    pub request: Option<&'static str>,
    /// What may stand behind the question mark.
    pub flag: Option<(&'static str, Text)>,
    /// Every status with what it means and the message that comes with it; [`HISTORY`] and [`REFUSAL`] come as JSON.
    pub replies: &'static [(u16, Text, Option<&'static str>)],
}

/// Whose door it is, and so who sends there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The inquirer's 中間サーバー, for its business systems.
    Inquirer,
    /// The 情報提供ネットワークシステム, for 中間サーバー.
    Network,
    /// The provider's 中間サーバー, for the network and its own body.
    Provider,
    /// 住基ネット and 情報提供サーバー.
    Register,
}

impl Whose {
    /// As people say it.
    pub fn name(self) -> Text {
        match self {
            Self::Inquirer => words::DOOR_INQUIRER,
            Self::Network => words::DOOR_NETWORK,
            Self::Provider => words::DOOR_PROVIDER,
            Self::Register => words::DOOR_REGISTER,
        }
    }
}

/// What a reply of JSON stands under in the table: やりとり履歴, which is no message of the envelope.
pub const HISTORY: &str = "History";
/// The same of a refusal in JSON: `{"error": …}`.
pub const REFUSAL: &str = "Refusal";

/// What stands in a path's braces.
pub const PARAMETERS: [(&str, Text); 5] = [
    ("institution", words::PATH_INSTITUTION),
    ("request", words::PATH_REQUEST),
    ("serial", words::PATH_SERIAL),
    ("insurer", words::PATH_INSURER),
    ("link_code", words::PATH_LINK_CODE),
];

/// Every path.
pub const ROUTES: [Route; 16] = [
    Route {
        method: "POST",
        path: "/{institution}/inquiries",
        operation: "inquire",
        at: Whose::Inquirer,
        summary: words::ROUTE_INQUIRE,
        request: Some(QUERY),
        flag: Some(("wait", words::FLAG_WAIT)),
        replies: &[
            (200, words::STATUS_ANSWER_WAITED, Some(ANSWER)),
            (202, words::STATUS_ACCEPTED, Some(RECEIPT)),
            (400, words::STATUS_BAD_MESSAGE, Some(ANSWER)),
            (403, words::STATUS_NOT_YOURS, Some(ANSWER)),
            (409, words::STATUS_TWICE, Some(ANSWER)),
        ],
    },
    Route {
        method: "GET",
        path: "/{institution}/inquiries/{request}",
        operation: "poll",
        at: Whose::Inquirer,
        summary: words::ROUTE_POLL,
        request: None,
        flag: None,
        replies: &[
            (200, words::STATUS_ANSWER, Some(ANSWER)),
            (202, words::STATUS_WAITING, None),
            (404, words::STATUS_UNKNOWN, None),
        ],
    },
    Route {
        method: "POST",
        path: "/{institution}/provision-tests",
        operation: "testProvision",
        at: Whose::Inquirer,
        summary: words::ROUTE_TEST,
        request: Some(QUERY),
        flag: None,
        replies: &[
            (200, words::STATUS_ANSWER, Some(ANSWER)),
            (400, words::STATUS_BAD_MESSAGE, Some(ANSWER)),
            (403, words::STATUS_NOT_PROVIDER, Some(ANSWER)),
        ],
    },
    Route {
        method: "POST",
        path: "/{institution}/answers/{request}",
        operation: "handBack",
        at: Whose::Inquirer,
        summary: words::ROUTE_HAND_BACK,
        request: Some(ANSWER),
        flag: None,
        replies: &[
            (204, words::STATUS_KEPT, None),
            (400, words::STATUS_BAD_MESSAGE, None),
            (404, words::STATUS_NOBODY_WAITS, None),
        ],
    },
    Route {
        method: "POST",
        path: "/inquiries",
        operation: "submit",
        at: Whose::Network,
        summary: words::ROUTE_SUBMIT,
        request: Some(QUERY),
        flag: None,
        replies: &[(202, words::STATUS_ACCEPTED, Some(RECEIPT)), (400, words::STATUS_BAD_MESSAGE, Some(ANSWER))],
    },
    Route {
        method: "POST",
        path: "/provisions/{serial}",
        operation: "provideLater",
        at: Whose::Network,
        summary: words::ROUTE_PROVIDE_LATER,
        request: Some(ANSWER),
        flag: None,
        replies: &[(202, words::STATUS_ACCEPTED, None), (400, words::STATUS_BAD_MESSAGE, Some(ANSWER))],
    },
    Route {
        method: "GET",
        path: "/{institution}/histories/{link_code}",
        operation: "history",
        at: Whose::Network,
        summary: words::ROUTE_HISTORY,
        request: None,
        flag: None,
        replies: &[
            (200, words::STATUS_HISTORY, Some(HISTORY)),
            (403, words::STATUS_NO_PORTAL, Some(REFUSAL)),
            (404, words::STATUS_NO_PERSON, Some(REFUSAL)),
        ],
    },
    Route {
        method: "POST",
        path: "/{institution}/provisions/{serial}",
        operation: "provide",
        at: Whose::Provider,
        summary: words::ROUTE_PROVIDE,
        request: Some(QUERY),
        flag: None,
        replies: &[(200, words::STATUS_ANSWER, Some(ANSWER)), (503, words::STATUS_DOWN, None)],
    },
    Route {
        method: "POST",
        path: "/{institution}/releases/{serial}",
        operation: "release",
        at: Whose::Provider,
        summary: words::ROUTE_RELEASE,
        request: None,
        flag: None,
        replies: &[(202, words::STATUS_ACCEPTED, None), (404, words::STATUS_UNKNOWN, None)],
    },
    Route {
        method: "POST",
        path: "/{institution}/replicas",
        operation: "registerReplica",
        at: Whose::Provider,
        summary: words::ROUTE_REGISTER,
        request: Some(REGISTRATION),
        flag: None,
        replies: &[(200, words::STATUS_TOLD, Some(ANSWER)), (400, words::STATUS_BAD_MESSAGE, Some(ANSWER))],
    },
    Route {
        method: "POST",
        path: "/{institution}/replica-deletions",
        operation: "deleteReplica",
        at: Whose::Provider,
        summary: words::ROUTE_DELETE,
        request: Some(DELETION),
        flag: None,
        replies: &[(200, words::STATUS_TOLD, Some(ANSWER)), (400, words::STATUS_BAD_MESSAGE, Some(ANSWER))],
    },
    Route {
        method: "POST",
        path: "/residents/searches",
        operation: "searchResident",
        at: Whose::Register,
        summary: words::ROUTE_SEARCH,
        request: Some(RESIDENT_QUERY),
        flag: None,
        replies: &[(200, words::STATUS_ANSWER, Some(RESIDENT_ANSWER)), (400, words::STATUS_BAD_MESSAGE, None)],
    },
    Route {
        method: "POST",
        path: "/{institution}/resident-searches",
        operation: "collectSearch",
        at: Whose::Register,
        summary: words::ROUTE_COLLECT,
        request: Some(RESIDENT_QUERY),
        flag: None,
        replies: &[
            (202, words::STATUS_ACCEPTED, Some(RESIDENT_RECEIPT)),
            (400, words::STATUS_BAD_MESSAGE, None),
            (403, words::STATUS_NO_INSURER, None),
            (409, words::STATUS_TWICE, None),
        ],
    },
    Route {
        method: "GET",
        path: "/{institution}/resident-searches/{insurer}/{request}",
        operation: "fetchSearch",
        at: Whose::Register,
        summary: words::ROUTE_FETCH,
        request: None,
        flag: None,
        replies: &[(200, words::STATUS_ANSWER, Some(RESIDENT_ANSWER)), (404, words::STATUS_UNKNOWN, None)],
    },
    Route {
        method: "POST",
        path: "/residents/link-codes",
        operation: "generateLinkCode",
        at: Whose::Register,
        summary: words::ROUTE_GENERATE,
        request: Some(LINK_CODE_REQUEST),
        flag: None,
        replies: &[(200, words::STATUS_ANSWER, Some(LINK_CODE_ANSWER)), (400, words::STATUS_BAD_MESSAGE, None)],
    },
    Route {
        method: "POST",
        path: "/residents/cancellations",
        operation: "cancelLinkCodes",
        at: Whose::Register,
        summary: words::ROUTE_CANCEL,
        request: Some(LINK_CODE_CANCELLATION),
        flag: None,
        replies: &[
            (204, words::STATUS_CANCELLED, None),
            (400, words::STATUS_BAD_MESSAGE, None),
            (404, words::STATUS_NO_PERSON, None),
        ],
    },
];

/// First parts of paths that are nobody's 機関コード.
const NO_CODES: [&str; 5] = ["inquiries", "provisions", "residents", "services", "renkei"];

/// What can be asked at a path, by any method.
pub fn at(path: &str) -> impl Iterator<Item = &'static Route> + Clone + '_ {
    // Asked of every call: nothing is laid out for it.
    let parts = || path.trim_start_matches('/').split('/');
    let of_body = parts().next().is_some_and(|first| !NO_CODES.contains(&first));
    ROUTES.iter().filter(move |route| {
        let mut known = route.path.trim_start_matches('/').split('/');
        route.path.starts_with("/{institution}") == of_body
            && parts().all(|part| known.next().is_some_and(|known| known == part || known.starts_with('{')))
            && known.next().is_none()
    })
}
