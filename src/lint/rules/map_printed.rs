//! `$input.params().querystring` as a value.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "map-printed",
    severity: Severity::Error,
    summary: "a map of parameters is printed as Java shows it",
    why: "The maps of `$input.params()` print as `{a=b, c=d}`, which is no JSON. Go over `keySet()` in a loop, with \
          quotes, escaping and a comma between rounds.\n\
          Seen in serverless/serverless#1014.",
    bad: Example::Template("{\"query\": $input.params().querystring}"),
    good: Example::Template(
        "{\"query\": {#foreach($n in $input.params().querystring.keySet())\"$util.escapeJavaScript($n).replaceAll(\"\\\\'\", \"'\")\": \
         \"$util.escapeJavaScript($input.params().querystring.get($n)).replaceAll(\"\\\\'\", \"'\")\"\
         #if($foreach.hasNext),#end#end}}",
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (used, slot) in reading.printed() {
        let meaning = reading.meaning(used.reference);
        let text = match meaning.reads {
            Reads::ParametersOf(_) | Reads::StageVariables => {
                mend::map_as_object(&mend::bare(reading, used.reference), "name")
            }
            Reads::Parameters => {
                let bare = mend::bare(reading, used.reference);
                let inner = mend::map_as_object(&format!("{bare}.get($kind)"), "name");
                format!("{{#foreach($kind in {bare}.keySet())\"$kind\": {inner}#if($foreach.hasNext), #end#end}}")
            }
            _ => continue,
        };
        let said = found.at(used.reference.span, "a map prints as `{a=b, c=d}`");
        if reading.is_alone(used.reference, slot) || matches!(slot, Slot::Value { glued: false }) {
            said.maybe("print it as an object", vec![mend::unquoted(reading, used.reference, slot, text)]);
        }
    }
}
