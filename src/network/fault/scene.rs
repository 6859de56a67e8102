//! The faults of one scenario, place by place, and the proxies that show them as long as the scenario lasts.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use super::hop::Hop;
use super::proxy::{Proxy, Upstream};
use super::stand::Stand;
use crate::model::{FaultKind, FaultPlace, Gateway, InstitutionCode};
use crate::network::call::Institution;
use crate::network::directory::Directory;

/// Any free port of this machine.
const ANYWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// What tells a scenario's own door from ways to ours.
const OWN_DOOR: &str = "own door";

/// A fault, and with how many messages.
type Asked = (FaultKind, Option<u32>);

/// A place as the network knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Spot {
    /// The 中間サーバー that provides for a 機関コード.
    Provider(InstitutionCode),
    /// The inquirer's own 中間サーバー.
    OwnGateway,
    /// The inquirer's own 中間サーバー, as the network reaches it with an answer.
    HandBack,
    /// 情報提供ネットワークシステム.
    Nws,
    /// The インターフェイスシステム of local governments or of insurers.
    Interface(Gateway),
    /// 住基ネット.
    ResidentNetwork,
}

impl Spot {
    /// Where a place lies; a body is told by its 機関コード.
    pub fn of(place: &FaultPlace, directory: &Directory) -> Option<Self> {
        Some(match place {
            FaultPlace::Organisation(body) => Self::Provider(directory.organisation(body)?.code.clone()),
            FaultPlace::OwnGateway => Self::OwnGateway,
            FaultPlace::HandBack => Self::HandBack,
            FaultPlace::Nws => Self::Nws,
            FaultPlace::MunicipalInterface => Self::Interface(Gateway::LocalGovernment),
            FaultPlace::InsurersInterface => Self::Interface(Gateway::Insurers),
            FaultPlace::ResidentNetwork => Self::ResidentNetwork,
        })
    }
}

/// The faults that meet the messages of one scenario, in every attempt of it.
pub struct Scene {
    stands: Vec<(Spot, Arc<Stand>)>,
    /// Of each fault, in the order asked for: its stand, and its number there.
    placed: Vec<(usize, usize)>,
    proxies: Mutex<HashMap<(Spot, String), Proxy>>,
    hop: Hop,
    traces: Arc<Traces>,
    /// Why a proxy could not be set up.
    broken: Mutex<Option<String>>,
}

/// What has come of a fault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Met {
    /// Messages that were sent to where it stands.
    pub messages: u64,
    /// How often it made a difference.
    pub effects: u64,
}

/// What a scenario has left at institutions that may lose it.
#[derive(Debug, Default)]
pub(crate) struct Traces {
    /// The instance of the person; `None`: whoever comes.
    person: Mutex<Option<u64>>,
    /// Queries filed, by 機関コード and 照会要求番号.
    filed: Mutex<Vec<(InstitutionCode, String)>>,
}

impl Traces {
    /// The instance of the person, and what was filed about it.
    pub fn of_person(&self) -> Option<(u64, Vec<(InstitutionCode, String)>)> {
        let person = (*self.person.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some((person, self.filed.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }
}

impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scene").field("stands", &self.stands).finish_non_exhaustive()
    }
}

impl Scene {
    /// Faults where they stand, in the order in which they are to be shown. `on_loss` makes what is called when an
    /// institution restarts without its state.
    pub(crate) fn new<F: Fn() + Send + Sync + 'static>(
        faults: impl IntoIterator<Item = (Spot, FaultKind, Option<u32>)>,
        on_loss: impl Fn(&Spot, Arc<Traces>) -> F,
    ) -> io::Result<Self> {
        let traces: Arc<Traces> = Arc::default();
        let mut by_spot: Vec<(Spot, Vec<Asked>)> = Vec::new();
        let mut placed = Vec::new();
        for (spot, kind, times) in faults {
            let at = by_spot.iter().position(|(known, _)| *known == spot).unwrap_or(by_spot.len());
            if at == by_spot.len() {
                by_spot.push((spot, Vec::new()));
            }
            placed.push((at, by_spot[at].1.len()));
            by_spot[at].1.push((kind, times));
        }
        let stand = |(spot, faults)| {
            let stand = Stand::new(faults, on_loss(&spot, Arc::clone(&traces)));
            (spot, stand)
        };
        let stands = by_spot.into_iter().map(stand).collect();
        Ok(Self { stands, placed, proxies: Mutex::default(), hop: Hop::new()?, traces, broken: Mutex::default() })
    }

    /// An attempt begins, with its own instance of the person.
    pub(crate) fn begin(&self, person: u64) {
        *self.traces.person.lock().unwrap_or_else(PoisonError::into_inner) = Some(person);
        self.traces.filed.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A query of this scenario has reached its 中間サーバー.
    pub(crate) fn note_filed(&self, inquirer: &InstitutionCode, request: &str) {
        let mut filed = self.traces.filed.lock().unwrap_or_else(PoisonError::into_inner);
        filed.push((inquirer.clone(), request.to_owned()));
    }

    /// What stands at a place.
    pub fn stand(&self, spot: &Spot) -> Option<&Arc<Stand>> {
        self.stands.iter().find(|(known, _)| known == spot).map(|(_, stand)| stand)
    }

    /// What has come of each fault, in the order asked for.
    pub fn met(&self) -> Vec<Met> {
        let met = |(at, number): &(usize, usize)| {
            let stand = self.stands.get(*at).map(|(_, stand)| stand);
            stand.map_or(Met::default(), |stand| Met {
                // What systems that are not ours send is seen only when it is there.
                messages: stand.approached().max(stand.messages()),
                effects: stand.effects(*number),
            })
        };
        self.placed.iter().map(met).collect()
    }

    /// How many proxies were set up.
    pub fn proxies(&self) -> usize {
        self.proxies.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// A message sets out over these places. It does not come further than where nobody listens.
    pub(crate) fn approach(&self, spots: &[Spot]) {
        for stand in spots.iter().filter_map(|spot| self.stand(spot)) {
            stand.approach();
            if stand.always_refuses() {
                return;
            }
        }
    }

    /// What stands anywhere.
    pub fn stands(&self) -> impl Iterator<Item = (&Spot, &Arc<Stand>)> {
        self.stands.iter().map(|(spot, stand)| (spot, stand))
    }

    /// What is held anywhere goes on; how many messages that were.
    pub fn release(&self) -> u64 {
        self.stands.iter().map(|(_, stand)| stand.release()).sum()
    }

    /// Whether a message is held at one of these places.
    pub fn holds(&self, spots: &[Spot]) -> bool {
        spots.iter().filter_map(|spot| self.stand(spot)).any(|stand| stand.held() > 0)
    }

    /// For messages that go through the proxies.
    pub(crate) fn hop(&self) -> &Hop {
        &self.hop
    }

    /// Why a proxy could not be set up: then what came of a message tells nothing.
    pub fn broken(&self) -> Option<String> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The URL to send to on a way over these places to `end`; `None`: no fault stands on it. `name` tells ways to
    /// different ends apart.
    pub(crate) fn way(&self, spots: &[Spot], name: &str, end: Upstream) -> io::Result<Option<String>> {
        self.proxies_on(spots, name, end).inspect_err(|why| {
            *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_string());
        })
    }

    /// A door of this scenario alone at an address of this machine, for a system that is not ours: its URL; `None`: no fault
    /// stands before the inquirer's own 中間サーバー.
    pub(crate) fn own_door(&self, at: IpAddr, door: Arc<dyn Institution>) -> io::Result<Option<String>> {
        let Some(stand) = self.stand(&Spot::OwnGateway) else { return Ok(None) };
        let mut proxies = self.proxies.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (Spot::OwnGateway, OWN_DOOR.to_owned());
        if let Some(known) = proxies.get(&key) {
            return Ok(Some(known.url()));
        }
        let proxy = Proxy::start(SocketAddr::new(at, 0), Arc::clone(stand), Upstream::Simulated(door))?;
        let url = proxy.url();
        proxies.insert(key, proxy);
        Ok(Some(url))
    }

    fn proxies_on(&self, spots: &[Spot], name: &str, end: Upstream) -> io::Result<Option<String>> {
        let mut proxies = self.proxies.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = end;
        let mut first = None;
        // From the far end, so that each proxy knows the one behind it.
        for spot in spots.iter().rev() {
            let Some(stand) = self.stand(spot) else { continue };
            let key = (spot.clone(), name.to_owned());
            let url = match proxies.get(&key) {
                Some(proxy) => proxy.url(),
                None => {
                    let proxy = Proxy::start(ANYWHERE, Arc::clone(stand), next.clone())?;
                    let url = proxy.url();
                    proxies.insert(key, proxy);
                    url
                }
            };
            next = Upstream::Url { base: url.clone(), http: self.hop.http() };
            first = Some(url);
        }
        Ok(first)
    }
}
