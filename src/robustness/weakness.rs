//! What variations showed: grouped by cause, made small, with fixes that were tried.

use super::Limits;
use super::base::{Base, Target, place_input};
use super::change::{Change, Input, NewValue};
use super::judge::{Verdict, judge, verdict};
use crate::apigw::fault::{self, Cause, Fault};
use crate::apigw::mapping_template::{self, Mapped, MappingInput, OriginAt};
use crate::apigw::mend;
use crate::apigw::reading::{Encoding, Slot, Use};
use crate::design::Call;
use crate::diagnostics::{Applicability, Diagnostic, Fix, Severity, Source};
use crate::json::Kind;
use crate::text::{Edit, Span, apply_edits};
use crate::vtl::{self, Dialect, FailureKind, RenderOptions};
use serde_json::Value;

/// What a variation does, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Harm {
    /// The caller adds members to the event.
    Injects,
    /// The event is no JSON: the client gets 400.
    Breaks,
    /// The template cannot be rendered: the client gets 500.
    Fails,
    /// A value arrives as another kind of JSON.
    ChangesShape,
    /// A text arrives as another one.
    ChangesValue,
}

impl Harm {
    /// Returns what the variation does, to complete "a caller …" or "this …".
    pub fn words(self) -> &'static str {
        match self {
            Self::Injects => "adds members to the event",
            Self::Breaks => "breaks the event",
            Self::Fails => "makes the template fail",
            Self::ChangesShape => "changes the event's shape",
            Self::ChangesValue => "arrives as another text",
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::Injects | Self::Breaks | Self::Fails => Severity::Error,
            Self::ChangesShape | Self::ChangesValue => Severity::Warning,
        }
    }
}

/// A weakness that variations showed.
#[derive(Clone, PartialEq, Debug)]
pub struct Weakness {
    /// The rule that explains it; `not-json` and the like have none.
    pub rule: &'static str,
    /// The worst that was seen.
    pub harm: Harm,
    /// What else was seen, with how many variations each, worst first.
    pub harms: Vec<(Harm, usize)>,
    /// Where in the template it starts.
    pub place: Span,
    /// The smallest changes that show it.
    pub changes: Vec<Change>,
    /// What the template made of that.
    pub output: String,
    /// Ways to mend it, the best first; each was tried on the variations that showed the weakness.
    pub fixes: Vec<Fix>,
    /// The call with the changes made, to be added to the route.
    pub call: Call,
}

impl Weakness {
    /// Returns how many variations showed it.
    pub fn count(&self) -> usize {
        self.harms.iter().map(|(_, count)| count).sum()
    }

    /// Returns it as a diagnostic at its place in the template.
    pub fn diagnostic(&self) -> Diagnostic {
        let changes: Vec<String> = self.changes.iter().map(Change::to_string).collect();
        let message = format!("{} {}", changes.join(" with "), self.harm.words());
        let mut diagnostic =
            Diagnostic::new(self.rule, self.harm.severity(), message).at(Source::Template, self.place, "");
        let seen: Vec<String> = self.harms.iter().map(|(harm, count)| format!("{count} × {}", harm.words())).collect();
        diagnostic.help = Some(format!("seen in {} variations: {}", self.count(), seen.join(", ")));
        diagnostic.fixes.clone_from(&self.fixes);
        diagnostic
    }
}

/// Variations with one cause.
struct Group {
    rule: &'static str,
    place: Span,
    harms: Vec<(Harm, usize)>,
    /// The first few variations of each harm.
    examples: Vec<(Harm, Vec<Change>)>,
}

/// How many examples of each harm are kept to try fixes on.
const MAX_EXAMPLES: usize = 6;

/// How many renderings making an example smaller may take.
const MAX_SHRINKING: usize = 400;

/// Collects what variations show.
pub(super) struct Collector<'a> {
    base: &'a Base<'a>,
    groups: Vec<Group>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(base: &'a Base<'a>) -> Self {
        Self { base, groups: Vec::new() }
    }

    /// Takes a variation that did harm.
    pub(super) fn take(&mut self, changes: &[Change], input: &MappingInput, verdict: Verdict) {
        let (rule, place) = self.cause(changes, input, verdict);
        let known = self.groups.iter().position(|group| group.rule == rule && group.place == place);
        let index = known.unwrap_or_else(|| {
            self.groups.push(Group { rule, place, harms: Vec::new(), examples: Vec::new() });
            self.groups.len() - 1
        });
        let Some(group) = self.groups.get_mut(index) else { return };
        match group.harms.iter_mut().find(|(harm, _)| *harm == verdict.harm) {
            Some((_, count)) => *count += 1,
            None => group.harms.push((verdict.harm, 1)),
        }
        let same = group.examples.iter().filter(|(harm, _)| *harm == verdict.harm).count();
        if same < MAX_EXAMPLES {
            group.examples.push((verdict.harm, changes.to_vec()));
        }
    }

    /// Renders again to learn who wrote what, and returns the rule that explains the harm and its place in the template.
    fn cause(&self, changes: &[Change], input: &MappingInput, found: Verdict) -> (&'static str, Span) {
        let options = RenderOptions { provenance: true, limits: Limits::default().0, ..RenderOptions::default() };
        let mapped = mapping_template::render(self.base.reading.template, input, &options);
        if let Some(failure) = &mapped.failure {
            let rule = match failure.kind {
                FailureKind::Syntax => "vtl/syntax",
                FailureKind::Exception => "vtl/exception",
                FailureKind::Limit => "vtl/limit",
            };
            return (rule, failure.span);
        }
        if let Some(fault) = fault::cause_of(self.base.reading, &mapped) {
            return self.explained(changes, &mapped, &fault);
        }
        let offset = found.output.map(|span| span.start as usize);
        let place =
            offset.and_then(|offset| mapped.origin_at(offset)).map(|origin| origin.template).unwrap_or_default();
        let in_text = self.printed(place).is_some_and(|(_, slot)| matches!(slot, Slot::Text(_)));
        let rule = match found.harm {
            Harm::ChangesShape if in_text => Cause::PrintedMap.rule(),
            _ if in_text => Cause::StrayQuote.rule(),
            _ => Cause::UnquotedText.rule(),
        };
        (rule, place)
    }

    /// Returns the rule and the place of a fault, so that one mistake of the template has one of each, whatever the
    /// variation that shows it.
    fn explained(&self, changes: &[Change], mapped: &Mapped, fault: &Fault) -> (&'static str, Span) {
        let mut place = fault.template;
        if fault.cause.rule() == Cause::Other.rule() && self.printed(place).is_none() {
            // A quote or bracket of the input is only missed later: what printed the input is to blame.
            let printed = mapped.origins().filter(|origin| origin.output.start <= fault.output.start);
            let changed = |origin: &OriginAt| {
                let inputs: Vec<Input> = origin.inputs.iter().filter_map(place_input).collect();
                changes.iter().any(|change| inputs.contains(&change.input))
            };
            match printed.filter(changed).last() {
                Some(origin) => place = origin.template,
                None => return (fault.cause.rule(), place),
            }
        }
        let Some((used, slot)) = self.printed(place) else { return (fault.cause.rule(), place) };
        let is_plain = self.base.reading.meaning(used.reference).encoding == Encoding::Plain;
        let is_nothing = |change: &Change| match &change.value {
            NewValue::Missing | NewValue::Json(Value::Null) => true,
            NewValue::Text(text) => text.trim().is_empty(),
            NewValue::Json(_) => false,
        };
        let is_structure = |change: &Change| matches!(change.value, NewValue::Json(Value::Array(_) | Value::Object(_)));
        // Where a definition's block is printed is only known from what arrived there without the changes.
        let arrived_as_text = || {
            let changed = |target: &&Target| changes.iter().any(|change| change.input == target.input);
            let mut arrivals = self.base.targets.iter().filter(changed).flat_map(|target| &target.arrivals);
            arrivals.any(|arrival| arrival.kind == Kind::String)
        };
        let rule = match (fault.cause, slot) {
            (_, Slot::Unknown) if is_plain && arrived_as_text() => Cause::StrayQuote.rule(),
            // What a quote, a backslash and a line break have in common is that nobody escapes.
            (Cause::ControlCharacter, Slot::Text(_)) => Cause::StrayQuote.rule(),
            (Cause::Other | Cause::Spelling, Slot::Text(_)) if is_plain => Cause::StrayQuote.rule(),
            (Cause::QuotedJson | Cause::EscapedBare, _) | (_, Slot::Text(_)) => fault.cause.rule(),
            (Cause::EmptyValue, _) if changes.iter().any(is_nothing) => fault.cause.rule(),
            (Cause::PrintedMap, _) if changes.iter().any(is_structure) => fault.cause.rule(),
            _ if is_plain => Cause::UnquotedText.rule(),
            _ => fault.cause.rule(),
        };
        (rule, place)
    }

    /// Returns the printed reference at a place, and where it prints.
    fn printed(&self, place: Span) -> Option<(&'a Use<'a>, Slot)> {
        self.base.reading.printed().find(|(used, _)| used.reference.span == place || used.node == place)
    }

    /// Makes examples small, tries fixes, and returns the weaknesses, worst first.
    pub(super) fn finish(mut self, cancelled: &dyn Fn() -> bool) -> Vec<Weakness> {
        let groups = std::mem::take(&mut self.groups);
        let mut all: Vec<Weakness> = groups.into_iter().filter_map(|group| self.weakness(group, cancelled)).collect();
        all.sort_by_key(|weakness| (weakness.harm, weakness.place, weakness.rule));
        all
    }

    fn weakness(&self, mut group: Group, cancelled: &dyn Fn() -> bool) -> Option<Weakness> {
        group.harms.sort();
        let harm = group.harms.first()?.0;
        let (_, example) = group
            .examples
            .iter()
            .filter(|(seen, _)| *seen == harm)
            .min_by_key(|(_, changes)| (changes.len(), changes.iter().map(weight).sum::<usize>()))?;
        let changes = if cancelled() { example.clone() } else { self.shrink(example.clone(), harm, group.place) };
        let (call, input) = self.base.vary(&changes)?;
        let options = RenderOptions { provenance: true, limits: Limits::default().0, ..RenderOptions::default() };
        let mapped = mapping_template::render(self.base.reading.template, &input, &options);
        let fixes = if cancelled() { Vec::new() } else { self.fixes(&group, &changes, &input, &mapped) };
        let mut output = mapped.text;
        const MAX_SHOWN: usize = 4096;
        if let Some((end, _)) = output.char_indices().nth(MAX_SHOWN) {
            output.truncate(end);
        }
        let name = changes.iter().map(Change::to_string).collect::<Vec<_>>().join(", ").replace('`', "");
        let call = Call { name, golden: None, ..call };
        Some(Weakness { rule: group.rule, harm, harms: group.harms, place: group.place, changes, output, fixes, call })
    }

    /// Tells whether changes still do the same harm at the same place.
    fn shows(&self, changes: &[Change], harm: Harm, place: Span) -> bool {
        let Some((_, input)) = self.base.vary(changes) else { return false };
        let found = judge(self.base, self.base.reading.template, changes, &input);
        found.is_some_and(|found| found.harm == harm && self.cause(changes, &input, found).1 == place)
    }

    /// Leaves out changes, then pieces of texts, as long as the harm stays.
    fn shrink(&self, mut changes: Vec<Change>, harm: Harm, place: Span) -> Vec<Change> {
        let mut left = MAX_SHRINKING;
        let mut index = 0;
        while changes.len() > 1 && index < changes.len() {
            let mut fewer = changes.clone();
            fewer.remove(index);
            if self.shows(&fewer, harm, place) {
                changes = fewer;
            } else {
                index += 1;
            }
        }
        for index in 0..changes.len() {
            let Some(NewValue::Text(text)) = changes.get(index).map(|change| change.value.clone()) else { continue };
            let mut chars: Vec<char> = text.chars().collect();
            let mut step = chars.len().div_ceil(2);
            while step > 0 && left > 0 {
                let mut at = 0;
                while at < chars.len() && left > 0 {
                    let mut shorter = chars.clone();
                    shorter.drain(at..(at + step).min(chars.len()));
                    let mut tried = changes.clone();
                    if let Some(change) = tried.get_mut(index) {
                        change.value = NewValue::Text(shorter.iter().collect());
                    }
                    left -= 1;
                    if self.shows(&tried, harm, place) {
                        (chars, changes) = (shorter, tried);
                    } else {
                        at += step;
                    }
                }
                step /= 2;
            }
        }
        changes
    }

    /// Returns the ways that settle most of the group's examples, the best first.
    fn fixes(&self, group: &Group, changes: &[Change], input: &MappingInput, mapped: &Mapped) -> Vec<Fix> {
        let reading = self.base.reading;
        let mut ways: Vec<Fix> = fault::find(reading, input, mapped).map(|fault| fault.fixes).unwrap_or_default();
        let mut add = |title: &str, applicability, edits: Vec<Edit>| {
            if !ways.iter().any(|known| known.edits == edits) {
                ways.push(Fix { title: title.to_owned(), applicability, source: Source::Template, edits });
            }
        };
        if let Some((used, slot)) = self.printed(group.place) {
            let meaning = reading.meaning(used.reference);
            if let Some(json) = mend::as_json(&meaning) {
                let edit = mend::unquoted(reading, used.reference, slot, json);
                add("use `$input.json`, which prints JSON", Applicability::Unsafe, vec![edit]);
            }
            match slot {
                Slot::Text(_) => {
                    add("escape it", Applicability::Safe, vec![mend::escape(reading, used.reference)]);
                    let same = reading.printed().filter(|(other, slot)| {
                        matches!(slot, Slot::Text(_)) && reading.meaning(other.reference) == meaning
                    });
                    let edits = same.map(|(other, _)| mend::escape(reading, other.reference)).collect();
                    add("escape it wherever it is printed", Applicability::Safe, edits);
                }
                _ => {
                    add(
                        "put it in quotes, escaped",
                        Applicability::Unsafe,
                        vec![mend::quoted(reading, used.reference)],
                    );
                    let edit = mend::null_if_empty(reading, used.reference);
                    add("print `null` where it is missing", Applicability::Unsafe, vec![edit]);
                }
            }
        }
        let main = (group.harms.first().map_or(Harm::Breaks, |(harm, _)| *harm), changes.to_vec());
        let examples: Vec<&(Harm, Vec<Change>)> = std::iter::once(&main).chain(&group.examples).collect();
        let mut rated: Vec<(usize, Fix)> = ways
            .into_iter()
            .map(|fix| (self.settled(&fix, &examples), fix))
            .filter(|(settled, _)| *settled > 0)
            .collect();
        rated.sort_by(|(a, _), (b, _)| b.cmp(a));
        // A way that settles everything makes those that do not superfluous.
        let best = rated.first().map_or(0, |(settled, _)| *settled);
        rated.into_iter().filter(|(settled, _)| *settled == best || best < examples.len()).map(|(_, fix)| fix).collect()
    }

    /// Returns how many examples do no harm any more with a fix applied; 0 if it spoils the call as it is.
    fn settled(&self, fix: &Fix, examples: &[&(Harm, Vec<Change>)]) -> usize {
        let Some(text) = apply_edits(self.base.reading.source, &fix.edits) else { return 0 };
        let parsed = vtl::parse(text, Dialect::API_GATEWAY);
        let sound = |changes: &[Change]| {
            let Some((_, input)) = self.base.vary(changes) else { return true };
            let options = RenderOptions { limits: Limits::default().0, ..RenderOptions::default() };
            let mapped = mapping_template::render(&parsed.template, &input, &options);
            let blank = mapped.text.trim_ascii().is_empty();
            // The mended template may print another kind at the place: only what is broken or injected counts then.
            !blank && verdict(self.base, changes, &input, &mapped).is_none_or(|left| left.harm == Harm::ChangesShape)
        };
        if parsed.template.failure().is_some() || !sound(&[]) {
            return 0;
        }
        examples.iter().filter(|(_, changes)| sound(changes)).count()
    }
}

/// Returns how large a change is, to choose the smallest.
fn weight(change: &Change) -> usize {
    match &change.value {
        NewValue::Missing => 0,
        NewValue::Text(text) => text.len(),
        NewValue::Json(value) => value.to_string().len() + 1,
    }
}
