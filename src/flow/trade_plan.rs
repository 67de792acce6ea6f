//! The events that one trade must produce, the cause of each, and the groups that must receive it.

use astra_model::event::{Event, Field, NotAnEventType, derived_id};
use uuid::Uuid;

use crate::flow::bindings::{Bindings, GroupIndex, StreamIndex};
use crate::flow::reactions::{REACTIONS, RuleError};
use crate::flow::scenario::{REWARDS_RULE, Scenario};

/// The events that a trade of one kind produces, causes before effects.
#[derive(Clone, Debug)]
pub(crate) struct TradePlan {
    pub(crate) steps: Vec<TradeStep>,
    /// How many deliveries the topology requires for all of them.
    pub(crate) deliveries: usize,
}

/// One event of a trade.
#[derive(Clone, Debug)]
pub(crate) struct TradeStep {
    pub(crate) event_type: String,
    pub(crate) domain: String,
    pub(crate) stream: StreamIndex,
    /// The causing step and the rule that derives this one; `None` for the root.
    pub(crate) cause: Option<(usize, String)>,
    /// The group that must produce it; `None` for trading's own events.
    pub(crate) producer: Option<GroupIndex>,
    /// The groups that must receive it.
    pub(crate) groups: Vec<GroupIndex>,
    /// The index of its first delivery among all deliveries of the trade.
    pub(crate) first_delivery: usize,
}

/// Why a plan cannot be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TradePlanError {
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error(transparent)]
    EventType(#[from] NotAnEventType),
}

impl TradePlan {
    /// Runs the rules on trade `number` until they derive no more events.
    ///
    /// The rules decide which events must arrive, so a group that the topology omits makes the flow incomplete instead
    /// of smaller. The topology decides which deliveries must be made.
    pub(crate) fn of(
        scenario: &Scenario,
        number: u64,
        prefix: &str,
        bindings: &mut Bindings,
    ) -> Result<Self, TradePlanError> {
        let [root, rewards] = scenario.begin(number, "1970-01-01T00:00:00Z")?;
        let mut plan = Self { steps: Vec::new(), deliveries: 0 };
        plan.push(&root, None, None, bindings, prefix)?;
        let cause = Some((0, REWARDS_RULE.to_owned()));
        plan.push(&rewards, cause, None, bindings, prefix)?;
        let mut events = vec![root, rewards];
        let mut at = 0;
        while at < events.len() {
            for reaction in &REACTIONS {
                for child in reaction.children(&events[at])? {
                    let cause = Some((at, child.rule.to_string()));
                    let event = child.complete(&events[at], "1970-01-01T00:00:00Z")?;
                    let producer = Some(bindings.add_group(reaction.group));
                    plan.push(&event, cause, producer, bindings, prefix)?;
                    events.push(event);
                }
            }
            at += 1;
        }
        Ok(plan)
    }

    fn push(
        &mut self,
        event: &Event<'_>,
        cause: Option<(usize, String)>,
        producer: Option<GroupIndex>,
        bindings: &mut Bindings,
        prefix: &str,
    ) -> Result<(), TradePlanError> {
        let stream = bindings.add_stream(&event.stream(prefix)?);
        let groups = bindings.groups_of(stream).to_vec();
        let first_delivery = self.deliveries;
        self.deliveries += groups.len();
        self.steps.push(TradeStep {
            event_type: event.text(Field::EventType).to_owned(),
            domain: event.text(Field::Domain).to_owned(),
            stream,
            cause,
            producer,
            groups,
            first_delivery,
        });
        Ok(())
    }

    /// Returns the ids of the events of the trade that begins with the event `root`.
    pub(crate) fn ids(&self, root: Uuid) -> Vec<Uuid> {
        let mut ids: Vec<Uuid> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            ids.push(match &step.cause {
                None => root,
                Some((cause, rule)) => {
                    let mut text = Uuid::encode_buffer();
                    derived_id(ids[*cause].hyphenated().encode_lower(&mut text), rule)
                }
            });
        }
        ids
    }

    /// Returns the longest chain of causes and the most domain levels on a chain, according to the rules.
    pub(crate) fn depth(&self) -> Depth {
        let cause = |at: usize| self.steps[at].cause.as_ref().map(|(cause, _)| *cause);
        let depths = (0..self.steps.len()).map(|at| depth_of(&self.steps, at, cause));
        depths.fold(Depth::default(), Depth::deepest)
    }
}

impl TradeStep {
    /// Returns the index of this event's delivery to a group, or `None` if the group is not bound to its stream.
    pub(crate) fn delivery(&self, group: GroupIndex) -> Option<usize> {
        let position = self.groups.iter().position(|bound| *bound == group)?;
        Some(self.first_delivery + position)
    }
}

/// How deep a chain of causes goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Depth {
    /// Events on the chain.
    pub(crate) causal: u64,
    /// Domain levels: one, plus one for each change of domain.
    pub(crate) domain: u64,
}

impl Depth {
    /// Returns the maximum of both measures.
    pub(crate) fn deepest(self, other: Self) -> Self {
        Self { causal: self.causal.max(other.causal), domain: self.domain.max(other.domain) }
    }
}

/// Measures the chain that ends at the step `at`, from each event to its cause.
pub(crate) fn depth_of(
    steps: &[TradeStep],
    at: usize,
    cause: impl Fn(usize) -> Option<usize>,
) -> Depth {
    let mut depth = Depth { causal: 1, domain: 1 };
    let mut at = at;
    // The limit ends the walk if events name each other as causes.
    for _ in 1..steps.len() {
        let Some(before) = cause(at) else { break };
        depth.causal += 1;
        depth.domain += u64::from(steps[before].domain != steps[at].domain);
        at = before;
    }
    depth
}
