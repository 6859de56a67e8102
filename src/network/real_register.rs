//! 住基ネット as a real system: searches go to it, from bodies and from 情報提供サーバー alike, and it says of 符号生成 whether
//! it knows the person. The codes themselves are made by the network behind it.

use std::sync::Arc;

use futures::future::BoxFuture;

use super::call::{Call, Reply};
use super::client::Client;
use super::journey::Systems;
use super::partner::backbone::{Saying, Searched};
use super::partner::{PartnerFault, RealProvider, Spoken};
use super::resident::Door;
use crate::model::catalogue::reach as words;
use crate::model::{Backbone, LinkCodeOutcome, SearchOutcome};
use crate::payload::envelope::{
    self, LinkCodeAnswer, LinkCodeCancellation, LinkCodeRequest, RESIDENT_QUERY, ResidentAnswer, ResidentQuery,
    resident_receipt,
};

/// What the real system brought no answer to: a door that cannot say more in a status.
const NO_ANSWER: u16 = 502;

impl Systems {
    /// Takes a call at a door of 住基ネット or 情報提供サーバー to the real system; `None`: there is none, or the call is no
    /// matter of its.
    pub fn at_real_register(self: &Arc<Self>, call: &Call<'_>) -> Option<BoxFuture<'static, Reply>> {
        self.lines.backbone(Backbone::ResidentNetwork)?;
        let body = std::str::from_utf8(call.body).unwrap_or_default();
        let systems = Arc::clone(self);
        let refused = |why: &envelope::EnvelopeFault| -> BoxFuture<'static, Reply> {
            Box::pin(std::future::ready(Reply::refused(400, &why.both())))
        };
        Some(match Door::of(call)? {
            Door::Search => match ResidentQuery::from_xml(body) {
                Err(why) => refused(&why),
                Ok(query) => Box::pin(async move {
                    systems.search(&query).await.map_or_else(Reply::status, |answer| Reply::xml(200, answer))
                }),
            },
            Door::Collect(code) => match self.residents.admitted(code, body) {
                Err(reply) => Box::pin(std::future::ready(reply)),
                Ok((query, key)) => Box::pin(async move {
                    match systems.search(&query).await {
                        Err(status) => Reply::status(status),
                        Ok(answer) => {
                            systems.residents.keep(key, answer);
                            Reply::xml(202, resident_receipt(&query.request))
                        }
                    }
                }),
            },
            Door::LinkCode => match LinkCodeRequest::from_xml(body) {
                Err(why) => refused(&why),
                Ok(request) => Box::pin(async move { systems.generate(&request).await }),
            },
            Door::Cancellation => match LinkCodeCancellation::from_xml(body) {
                Err(why) => refused(&why),
                Ok(cancellation) => Box::pin(async move { systems.cancel(&cancellation).await }),
            },
            // What was collected lies here.
            Door::Fetch(..) => return None,
        })
    }

    fn register(&self) -> Result<&RealProvider, u16> {
        self.lines.backbone(Backbone::ResidentNetwork).ok_or(NO_ANSWER)
    }

    /// The real system's answer; else the status that stands for it.
    async fn search(&self, query: &ResidentQuery) -> Result<String, u16> {
        let (mut spoken, line) = (Spoken::default(), self.register()?);
        let saying = Saying { path: "/residents/searches", name: RESIDENT_QUERY, xml: query.to_xml(), answers: &[200] };
        let said = line.say(saying, &mut spoken).await;
        let judged = said.and_then(|(_, answer)| self.judged(query, &answer).map(|()| answer));
        self.lines.note_search(&query.request, judged.as_ref().err().cloned(), &spoken);
        judged.map_err(|_| NO_ANSWER)
    }

    /// Whether an answer is one to this search: its number, a result that there is, and as many persons as that says.
    fn judged(&self, query: &ResidentQuery, answer: &str) -> Result<(), PartnerFault> {
        let answer = ResidentAnswer::from_xml(answer).map_err(|fault| PartnerFault::unread(&fault))?;
        if answer.request != query.request {
            return Err(PartnerFault::other_number(&query.request, &answer.request));
        }
        let count = answer.found.len();
        let Some(outcome) = self.directory.profile().register.outcome_of(&answer.outcome) else {
            return Err(PartnerFault::no_answer(&words::UNKNOWN_RESULT, &[("code", &answer.outcome)]));
        };
        let fits = match outcome {
            SearchOutcome::One => count == 1,
            SearchOutcome::Several => count > 1,
            SearchOutcome::Nobody | SearchOutcome::NotAllowed | SearchOutcome::NotAnswered => count == 0,
        };
        let args: [(&str, &dyn std::fmt::Display); 2] = [("outcome", &outcome.word().ja), ("count", &count)];
        if fits { Ok(()) } else { Err(PartnerFault::no_answer(&words::OTHER_COUNT, &args)) }
    }

    /// 符号生成: the real system says whether it knows the person; then the network makes the body's code.
    async fn generate(&self, request: &LinkCodeRequest) -> Reply {
        let asked = LinkCodeRequest { key: self.residents.key_of_register(&request.key), ..request.clone() };
        let xml = asked.to_xml();
        let name = envelope::LINK_CODE_REQUEST;
        let saying = Saying { path: "/residents/link-codes", name, xml, answers: &[200] };
        let knows = |answer: &str| {
            let answer = LinkCodeAnswer::from_xml(answer).map_err(|fault| PartnerFault::unread(&fault))?;
            if answer.request != asked.request {
                return Err(PartnerFault::other_number(&asked.request, &answer.request));
            }
            let codes = &self.directory.profile().link_code_outcomes;
            match codes.iter().find(|(_, code)| **code == answer.outcome).map(|(outcome, _)| *outcome) {
                Some(LinkCodeOutcome::Obtained) => Ok(true),
                Some(LinkCodeOutcome::NotObtained) => Ok(false),
                _ => Err(PartnerFault::no_answer(&words::UNKNOWN_RESULT, &[("code", &answer.outcome)])),
            }
        };
        match self.said_of(&request.key, saying, |_, answer| knows(answer)).await {
            Err(status) => Reply::status(status),
            Ok(true) => Reply::xml(200, self.residents.generate_known(request).to_xml()),
            Ok(false) => Reply::xml(200, self.residents.unknown(request).to_xml()),
        }
    }

    /// 符号取消: the real system must know the person; then the network withdraws the codes.
    async fn cancel(&self, cancellation: &LinkCodeCancellation) -> Reply {
        let xml = LinkCodeCancellation { key: self.residents.key_of_register(&cancellation.key) }.to_xml();
        let name = envelope::LINK_CODE_CANCELLATION;
        let saying = Saying { path: "/residents/cancellations", name, xml, answers: &[204, 404] };
        match self.said_of(&cancellation.key, saying, |status, _| Ok(status == 204)).await {
            Ok(true) => Reply::status(self.residents.cancel_known(&cancellation.key)),
            Ok(false) => Reply::status(404),
            Err(status) => Reply::status(status),
        }
    }

    /// What the real system says of the person behind a key; what went wrong is remembered under the key.
    async fn said_of(
        &self,
        key: &str,
        saying: Saying<'_>,
        read: impl FnOnce(u16, &str) -> Result<bool, PartnerFault>,
    ) -> Result<bool, u16> {
        let mut spoken = Spoken::default();
        let said = self.register()?.say(saying, &mut spoken).await;
        let judged = said.and_then(|(status, answer)| read(status, &answer));
        self.lines.note_search(key, judged.as_ref().err().cloned(), &spoken);
        judged.map_err(|_| NO_ANSWER)
    }
}

impl Client {
    /// Says a message where a real 住基ネット takes it; `None`: there is none. The loopback servers of a run answer at once
    /// and cannot wait for anybody, so the message goes to its door by hand.
    pub(super) async fn at_real_register(&self, path: &str, xml: &str) -> Option<Reply> {
        let call = Call { method: "POST", path, body: xml.as_bytes(), ..Call::default() };
        Some(self.systems().at_real_register(&call)?.await)
    }

    /// What came of a message to a real 住基ネット, by 照会要求番号 or 住民キー; told once. `None`: none was sent.
    pub fn searched(&self, number: &str) -> Option<Searched> {
        self.systems().lines.searched(number)
    }
}
