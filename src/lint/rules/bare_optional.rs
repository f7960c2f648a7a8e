//! `"n": $input.path('$.n')`: nothing where a value belongs.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "bare-optional",
    severity: Severity::Warning,
    summary: "a value that may be missing, or be a text, is printed without quotes",
    why: "`$input.path` prints nothing for what is not there, and `\"n\": ,` is no JSON; texts print without quotes. \
          `$input.json('$.n')` prints JSON in any case, and `\"\"` for nothing. Or say what stands for nothing: \
          `#if(\"$!n\" == \"\")null#{else}$n#end`.\n\
          Recorded on AWS: `test_input_path_template_formatting`, case `empty-body`.",
    bad: Example::Template("{\"n\": $input.path('$.n')}"),
    good: Example::Template("{\"n\": $input.json('$.n')}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    if !reading.is_json {
        return;
    }
    for (used, slot) in reading.printed() {
        let meaning = reading.meaning(used.reference);
        let bare = slot == Slot::Value { glued: false } && meaning.encoding == Encoding::Plain;
        if !bare || !matches!(meaning.reads, Reads::Body(_)) || asked_before(reading, used) {
            continue;
        }
        let said = found.at(used.reference.span, "nothing is printed here when the value is missing");
        if let Some(json) = mend::as_json(&meaning) {
            let edit = Edit::replace(mend::dollar_span(used.reference), json);
            said.maybe("use `$input.json`, which prints `\"\"` for nothing", vec![edit]);
        }
        said.maybe("print `null` where it is missing", vec![mend::null_if_empty(reading, used.reference)]);
    }
}

/// Tells whether the reference stands in a branch whose condition looks at the same variable, or a loop goes over it.
fn asked_before(reading: &Reading<'_>, used: &Use<'_>) -> bool {
    let text = mend::bare(reading, used.reference);
    let name = format!("${}", used.reference.root.text);
    let mut block = used.block;
    while let Some(info) = block.and_then(|index| reading.blocks.get(index)) {
        if let BlockKind::Branch(node, _) = info.kind {
            let asks = node.branches.iter().any(|(condition, _)| {
                let condition = reading.text(condition.span).replace(['!', '{', '}'], "");
                condition.contains(&text) || condition.contains(&name) && used.reference.steps.is_empty()
            });
            if asks {
                return true;
            }
        }
        block = info.parent;
    }
    // A list's own elements are there; only their members may be missing.
    used.reference.steps.is_empty() && matches!(reading.meaning(used.reference).reads, Reads::Body(path) if path.ends_with("[]"))
}
