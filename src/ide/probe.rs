//! Works out the value of an expression at a place, without rendering the template.
//!
//! Only what the expression needs is run: the `#set`s of the variables in it, and the first round of the loops
//! around it. In what conditions and later rounds do to a variable, the answer can differ from the truth; it is
//! good enough for a type and for names, and what a template really had comes from its trace.

use super::scope::{Definition, Kind, is_name};
use crate::apigw::mapping_template::{self, MappingInput};
use crate::vtl::trace::Traced;
use crate::vtl::{self, Dialect, Limits, RenderOptions};
use std::collections::BTreeSet;
use std::fmt::Write;

/// How many directives are run.
const MOST_STEPS: usize = 60;

/// Work that may be done.
const WORK: u64 = 400_000;

/// Ends a name in the output; no name has it.
const END: char = '\u{1f}';

/// A value that was worked out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Probed {
    /// The value.
    pub value: Traced,
    /// The names of a map's members, with values as far as they are known.
    pub members: Vec<(String, Option<Traced>)>,
}

/// Works out `expression`, a reference; `None` if it has no value.
pub(super) fn probe(expression: &str, definitions: &[Definition<'_>], input: &MappingInput) -> Option<Probed> {
    let mut program = String::new();
    let mut loops = 0;
    for definition in needed(expression, definitions) {
        let Definition { name, value, .. } = definition;
        match definition.kind {
            Kind::Loop => {
                loops += 1;
                let _ = write!(program, "#foreach(${name} in {value})");
            }
            _ => {
                let _ = write!(program, "#set(${name} = {value})");
            }
        }
    }
    let _ = write!(program, "#set($probedValue = {expression})#if(");
    let at_value = program.len();
    program.push_str("$probedValue)#end#foreach($probedName in $probedValue.keySet())$probedName");
    program.push(END);
    program.push_str("#if(");
    let at_member = program.len();
    program.push_str("$probedValue.get($probedName))#end#end");
    program.push_str(&"#break#end".repeat(loops));

    let parsed = vtl::parse(program, Dialect::API_GATEWAY);
    let limits = Limits { steps: WORK, ..Limits::default() };
    let options = RenderOptions { trace: true, limits, ..RenderOptions::default() };
    let mapped = mapping_template::render(&parsed.template, input, &options);
    let value = mapped.value_at(at_value)?.values.first()?.clone();
    let mut values = mapped.value_at(at_member).map(|traced| traced.values.clone()).unwrap_or_default().into_iter();
    let names = mapped.text.split(END).map(str::to_owned);
    let members = match value.class_name {
        "java.util.LinkedHashMap" => names.map(|name| (name, values.next())).filter(|(name, _)| !name.is_empty()),
        _ => return Some(Probed { value, members: Vec::new() }),
    };
    Some(Probed { value, members: members.collect() })
}

/// Returns the definitions of the variables in `expression`, and of those in them, in the order of the text.
fn needed<'d, 't>(expression: &str, definitions: &'d [Definition<'t>]) -> Vec<&'d Definition<'t>> {
    let mut names: BTreeSet<String> = variables(expression).collect();
    let mut found = Vec::new();
    for definition in definitions.iter().rev() {
        // What is set in a member of a variable changes nothing about its other members.
        let counts = matches!(definition.kind, Kind::Set | Kind::Loop);
        // The loops that are open are run in any case, since `$foreach` may be asked for.
        let is_wanted = names.contains(definition.name) || definition.kind == Kind::Loop && names.contains("foreach");
        if counts && is_wanted && found.len() < MOST_STEPS {
            names.extend(variables(definition.value));
            found.push(definition);
        }
    }
    found.reverse();
    found
}

/// Returns the names of the variables that a text speaks of.
fn variables(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('$').skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches(['!', '{']);
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        rest.get(..end).filter(|name| !name.is_empty()).map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apigw::bindings::Given;
    use crate::ide::scope;

    fn told(template: &str, expression: &str) -> String {
        let input = MappingInput {
            body: Some(r#"{"a": {"b": 1, "c d": "x"}, "list": [{"n": 7}, {"n": 8}]}"#.into()),
            given: Given { stage_variables: [("table".into(), "Rides".into())].into(), ..Given::default() }.into(),
        };
        let definitions = scope::at(template, template.len());
        match probe(expression, &definitions, &input) {
            Some(Probed { value, members }) => {
                let names: Vec<String> = members
                    .into_iter()
                    .map(|(name, value)| format!("{name}={}", value.and_then(|value| value.text).unwrap_or_default()))
                    .collect();
                format!("{} {} {names:?}", value.class_name, value.text.unwrap_or_default())
            }
            None => "nothing".into(),
        }
    }

    #[test]
    fn values_are_worked_out_from_what_they_need() {
        assert_eq!(told("", "$stageVariables.table"), "java.lang.String Rides []");
        assert_eq!(
            told("#set($x = $y.boom())#set($b = $input.path('$'))", "$b.a"),
            r#"java.util.LinkedHashMap {b=1, c d=x} ["b=1", "c d=x"]"#
        );
        assert_eq!(
            told("#set($l = $input.path('$.list'))#foreach($i in $l)#set($n = $i.n)", "$n"),
            "java.lang.Integer 7 []"
        );
        assert_eq!(told("#foreach($i in [1, 2])", "$foreach.hasNext"), "java.lang.Boolean true []");
        assert_eq!(told("#foreach($i in [])", "$i"), "nothing");
    }
}
