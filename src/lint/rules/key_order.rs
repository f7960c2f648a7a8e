//! A position among keys whose order is not the request's.

use super::prelude::*;
use crate::apigw::bindings::ParameterLocation;

pub(super) const RULE: Rule = Rule {
    name: "key-order",
    severity: Severity::Hint,
    summary: "a position among names whose order is not the order sent",
    why: "`$context` comes in the order of a Java `HashMap`, and the headers sorted without regard to case: the first \
          name is not the first that was sent, and another client's is another one. Read what you need by its name; a \
          map written with `{…}` keeps its order.\n\
          Recorded on AWS (`test_sqs_amz_json_protocol`).",
    bad: Example::Template(
        "{#foreach($n in $input.params().header.keySet())\"header$foreach.count\": \"$n\"#if($foreach.hasNext),#end#end}",
    ),
    good: Example::Template(
        "{#foreach($n in $input.params().header.keySet())\"$n\": 1#if($foreach.hasNext),#end#end}",
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (used, _) in reading.printed() {
        if !is_position(used.reference) {
            continue;
        }
        let mut block = used.block;
        while let Some(info) = block.and_then(|index| reading.blocks.get(index)) {
            if let BlockKind::Loop(foreach) = info.kind {
                let items = foreach.arguments.get(2).and_then(as_reference);
                if items.is_some_and(|items| is_unordered(reading, items)) {
                    found
                        .at(used.reference.span, "the position of a name here is not that in the request")
                        .help("print the name itself, or read what you need by its name");
                }
                break;
            }
            block = info.parent;
        }
    }
    for used in &reading.uses {
        let steps = &used.reference.steps;
        let taken = steps.iter().position(|step| method(step).is_some_and(|name| matches!(name, "toArray" | "iterator")));
        if taken.is_some_and(|at| at > 0 && is_names(reading, used.reference, at - 1)) {
            found
                .at(used.reference.span, "which name comes first here is not what the request says")
                .help("read what you need by its name");
        }
    }
}

/// Tells whether a reference is the number of a loop's round.
fn is_position(reference: &Reference) -> bool {
    match (&*reference.root.text, reference.steps.first()) {
        ("velocityCount", None) => true,
        ("foreach", Some(Step::Property(property))) => matches!(&*property.name.text, "index" | "count"),
        _ => false,
    }
}

/// Tells whether a reference is the names or values of a map that has an order of its own.
fn is_unordered(reading: &Reading<'_>, items: &Reference) -> bool {
    items.steps.len().checked_sub(1).is_some_and(|last| is_names(reading, items, last))
}

/// Tells whether the step `at` takes the names or values of such a map.
fn is_names(reading: &Reading<'_>, reference: &Reference, at: usize) -> bool {
    let takes = reference.steps.get(at).and_then(method);
    takes.is_some_and(|name| matches!(name, "keySet" | "values" | "entrySet"))
        && matches!(
            reading.meaning_before(reference, at).reads,
            Reads::Context(_) | Reads::ParametersOf(Some(ParameterLocation::Header))
        )
}

fn method(step: &Step) -> Option<&str> {
    match step {
        Step::Method(method) => Some(&method.name.text),
        _ => None,
    }
}
