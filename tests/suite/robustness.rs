//! Robustness: planted weaknesses are found, small, with a fix that helps; the presets come out clean; the same seed
//! gives the same report; a run can be stopped.

use gatewright::apigw::integration::{Integration, MappingTemplate, PassthroughBehavior};
use gatewright::apigw::stage::ApiKind;
use gatewright::design::presets::PRESETS;
use gatewright::design::{Call, Design, Route, file};
use gatewright::preview::{Outcome, Selection, compute};
use gatewright::robustness::{Harm, Options, Report, Skipped, run};
use gatewright::text::apply_edits;
use std::cell::Cell;

/// A template with a weakness: its text, the body, the rule that explains it, the harm, the part of the template that it
/// starts at, and what the smallest change says.
struct Planted {
    template: &'static str,
    body: Option<&'static str>,
    rule: &'static str,
    harm: Harm,
    at: &'static str,
    change: &'static str,
}

const fn planted(template: &'static str, rule: &'static str, harm: Harm, at: &'static str) -> Planted {
    Planted { template, body: None, rule, harm, at, change: "" }
}

impl Planted {
    const fn body(mut self, body: &'static str) -> Self {
        self.body = Some(body);
        self
    }

    const fn change(mut self, change: &'static str) -> Self {
        self.change = change;
        self
    }
}

const UNESCAPED: &str = "unescaped-in-string";
const UNQUOTED: &str = "unquoted-text";

#[rustfmt::skip]
const TABLE: &[Planted] = &[
    // Nobody escapes.
    planted("{\"q\": \"$input.params('q')\"}", UNESCAPED, Harm::Injects, "$input.params('q')").change("query parameter `q`"),
    planted("{\"q\": \"Hello $input.params('q')!\", \"n\": 1}", UNESCAPED, Harm::Injects, "$input.params('q')"),
    planted("#set($v = $input.params('q'))\n{\"a\": \"$v\", \"b\": {\"c\": \"$v\"}}", UNESCAPED, Harm::Injects, "$v"),
    planted("{\"id\": \"$input.params('id')\"}", UNESCAPED, Harm::Injects, "$input.params('id')").change("path parameter `id`"),
    planted("{\"h\": \"$input.params().header.get('X-Tenant')\"}", UNESCAPED, Harm::Injects, "$input.params().header.get('X-Tenant')").change("header `X-Tenant`"),
    planted("{\"ua\": \"$context.identity.userAgent\"}", UNESCAPED, Harm::Injects, "$context.identity.userAgent").change("header `User-Agent`"),
    planted("{\"name\": \"$input.path('$.name')\"}", UNESCAPED, Harm::Injects, "$input.path('$.name')").body("{\"name\": \"Ana\"}").change("body `/name`"),
    planted("#set($b = $input.path('$')){\"name\": \"$b.name\", \"n\": 1}", UNESCAPED, Harm::Injects, "$b.name").body("{\"name\": \"Ana\"}"),
    planted("{\"names\": [#foreach($n in $input.path('$.names'))\"$n\"#if($foreach.hasNext),#end#end]}", UNESCAPED, Harm::Injects, "$n").body("{\"names\": [\"a\", \"b\"]}"),
    planted("{\"raw\": \"$input.body\"}", UNESCAPED, Harm::Injects, "$input.body").body("just words"),
    planted("{#foreach($k in $input.params().querystring.keySet())\"$k\": 1#if($foreach.hasNext),#end#end}", UNESCAPED, Harm::Injects, "$k").change("the name of a query parameter"),
    planted("{\"q\": \"$util.urlDecode($util.urlEncode($input.params('q')))\"}", UNESCAPED, Harm::Injects, "$util.urlDecode($util.urlEncode($input.params('q')))"),
    planted("#define($who)$input.params('q')#end{\"q\": \"$who\"}", UNESCAPED, Harm::Injects, "$input.params('q')"),
    planted("{\"q\": \"$input.params('q').replaceAll('\\x22', '')\"}", UNESCAPED, Harm::Breaks, "$input.params('q').replaceAll('\\x22', '')"),
    // Escaped for another language.
    planted("{\"o\": \"$util.escapeJavaScript($input.params('q'))\"}", "escape-makes-single-quote", Harm::Breaks, "$util.escapeJavaScript($input.params('q'))").change("`'`"),
    planted("{\"q\": \"$util.escapeJavaScript($input.params().querystring.get('q'))\"}", "escape-makes-single-quote", Harm::Breaks, "$util.escapeJavaScript($input.params().querystring.get('q'))"),
    // No quotes.
    planted("{\"n\": $input.params('n')}", UNQUOTED, Harm::Injects, "$input.params('n')"),
    planted("{\"list\": [$input.params('n')]}", UNQUOTED, Harm::Breaks, "$input.params('n')"),
    planted("{\"n\": $input.path('$.n')}", UNQUOTED, Harm::Injects, "$input.path('$.n')").body("{\"n\": 7}"),
    planted("{\"n\": $input.path('$.n')}", "bare-optional", Harm::Breaks, "$input.path('$.n')").body("{\"n\": 7}").change("missing"),
    planted("{\"n\": #if($input.params('n') != \"\")$input.params('n')#{else}0#end}", UNQUOTED, Harm::Injects, "$input.params('n')"),
    // Objects and lists as Java prints them.
    planted("{\"a\": \"$input.path('$.a')\"}", "path-object-in-string", Harm::ChangesShape, "$input.path('$.a')").body("{\"a\": \"x\"}"),
    planted("{\"t\": \"$input.json('$.t')\"}", "quoted-input-json", Harm::Breaks, "$input.json('$.t')").body("{\"t\": 1}"),
    planted("{\"t\": $util.escapeJavaScript($input.json('$.t'))}", "escaped-json-bare", Harm::Breaks, "$util.escapeJavaScript($input.json('$.t'))").body("{\"t\": 1}"),
    // Commas.
    planted("[#foreach($i in $input.path('$.l')){\"id\": \"1\"}#end]", "missing-comma", Harm::Breaks, "{").body("{\"l\": [1]}"),
    planted("[#foreach($i in $input.path('$.l'))#if($i.ok == true)1#if($foreach.hasNext),#end#end#end]", "comma-with-filter", Harm::Breaks, ",").body("{\"l\": [{\"ok\": true}]}"),
    planted("{\"a\": 1, #if($input.params('q') != \"\")\"b\": 2#end}", "optional-member-comma", Harm::Breaks, ",").change("missing"),
    planted("{#if($input.params('q') != \"\")\"b\": 2,#end \"a\": 1#if($input.params('x') != \"\") \"c\": 3#end}", "not-json", Harm::Breaks, "\"").change("query parameter `x`"),
    // Work that throws.
    planted("{\"n\": $input.path('$.items[0].n').length()}", "bare-optional", Harm::Breaks, "$input.path('$.items[0].n').length()").body("{\"items\": [{\"n\": \"x\"}]}"),
];

fn design(template: &str, body: Option<&str>) -> Design {
    let integration = Integration {
        request_templates: vec![MappingTemplate { content_type: "application/json".into(), text: template.into() }],
        passthrough_behavior: PassthroughBehavior::Never,
        ..Integration::default()
    };
    let mut call = Call { name: "A call".into(), ..Call::default() };
    call.request.method = "POST".into();
    call.request.path = "/rides/r-7".into();
    call.request.query = vec![("q".into(), "ana".into()), ("n".into(), "7".into())];
    call.request.headers = vec![("X-Tenant".into(), "acme".into()), ("User-Agent".into(), "curl/8".into())];
    call.request.body = body.map(Into::into);
    let route =
        Route { method: "POST".into(), path: "/rides/{id}".into(), integration, calls: vec![call], ..Route::default() };
    Design { api: ApiKind::Rest, routes: vec![route], ..Design::default() }
}

fn tried(design: &Design) -> Report {
    run(design, 0, 0, &Options::default(), &|| false, &mut |_, _| {})
}

#[test]
fn planted_weaknesses_are_found() {
    assert!(TABLE.len() >= 20);
    let mut wrong = Vec::new();
    for case in TABLE {
        let design = design(case.template, case.body);
        let report = tried(&design);
        let said: Vec<String> = report
            .weaknesses
            .iter()
            .map(|weakness| {
                let at = weakness.place.slice(case.template);
                format!("{} {:?} at {at:?}: {}", weakness.rule, weakness.harm, weakness.diagnostic().message)
            })
            .collect();
        let found = report.weaknesses.iter().find(|weakness| {
            weakness.rule == case.rule
                && weakness.harms.iter().any(|(harm, _)| *harm == case.harm)
                && weakness.place.slice(case.template) == case.at
                && weakness.diagnostic().message.contains(case.change)
        });
        let Some(found) = found else {
            wrong.push(format!(
                "{}\n  not {} {:?} at {:?}, but ({:?})\n  {}",
                case.template,
                case.rule,
                case.harm,
                case.at,
                report.skipped,
                said.join("\n  ")
            ));
            continue;
        };
        // The call to be added shows the same in the preview.
        let mut more = design.clone();
        more.routes[0].calls.push(found.call.clone());
        let preview = compute(&more, Selection { route: 0, call: 1 }, None).expect("a call");
        let shows = match found.harm {
            Harm::Breaks => matches!(preview.outcome, Outcome::NotJson { .. }),
            Harm::Fails => matches!(preview.outcome, Outcome::Failed { .. }),
            Harm::Injects => preview.outcome.text().contains("gatewright-injected"),
            Harm::ChangesShape | Harm::ChangesValue => preview.outcome.is_event(),
        };
        if !shows {
            wrong.push(format!("{}\n  the call does not show it: {:?}", case.template, preview.outcome));
        }
        // The first fix settles the weakness.
        let Some(fix) = found.fixes.first() else {
            wrong.push(format!("{}\n  no fix for {}", case.template, found.diagnostic().message));
            continue;
        };
        let mended = apply_edits(case.template, &fix.edits).expect("edits fit");
        let mut after = design.clone();
        after.routes[0].integration.request_templates[0].text = mended.as_str().into();
        let left = tried(&after);
        let before: usize =
            report.weaknesses.iter().filter(|weakness| weakness.rule == case.rule).map(|w| w.count()).sum();
        let still: usize =
            left.weaknesses.iter().filter(|weakness| weakness.rule == case.rule).map(|w| w.count()).sum();
        if left.skipped.is_some() || still >= before {
            wrong.push(format!(
                "{}\n  \"{}\" leaves {still} of {before} ({:?}): {mended}",
                case.template, fix.title, left.skipped
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), TABLE.len(), wrong.join("\n\n"));
}

#[test]
fn good_templates_and_presets_come_out_clean() {
    let mut wrong = Vec::new();
    let mut tried_in_all = 0;
    for preset in PRESETS {
        let design = file::parse(preset.text).expect("a design");
        for (route_index, route) in design.routes.iter().enumerate() {
            for call in 0..route.calls.len() {
                let report = run(&design, route_index, call, &Options::default(), &|| false, &mut |_, _| {});
                let mapped = design.api == ApiKind::Rest && !route.integration.proxy;
                assert_eq!(report.skipped.is_none(), mapped, "{}: {:?}", preset.id, report.skipped);
                tried_in_all += report.tried;
                wrong.extend(
                    report
                        .weaknesses
                        .iter()
                        .map(|w| format!("{}: {} ({}) {:?}", preset.id, w.diagnostic().message, w.rule, w.output)),
                );
            }
        }
    }
    assert!(tried_in_all > 8000, "{tried_in_all} variations");
    const APOSTROPHES: &str = ".replaceAll(\"\\\\'\", \"'\")";
    let escaped = format!("{{\"q\": \"$util.escapeJavaScript($input.params('q')){APOSTROPHES}\", \"n\": 1}}");
    let text_of_json = format!("{{\"body\": \"$util.escapeJavaScript($input.json('$')){APOSTROPHES}\"}}");
    for (template, body) in [
        ("{\"body\": $input.json('$')}", Some("{\"a\": [1, \"x\"]}")),
        ("$input.json('$')", Some("[1]")),
        ("{\"name\": $input.json('$.name'), \"n\": 1}", Some("{\"name\": \"Ana\"}")),
        (escaped.as_str(), None),
        (text_of_json.as_str(), Some("{\"a\": \"it's\"}")),
        (
            "{\"l\": [#foreach($i in $input.path('$.l'))$foreach.count#if($foreach.hasNext),#end#end]}",
            Some("{\"l\": [1]}"),
        ),
        (
            "{\"stage\": \"$context.stage\", \"id\": \"$context.requestId\", \"q\": \"$util.base64Encode($input.params('q'))\"}",
            None,
        ),
        ("#if($input.params('q') == 'gold'){\"plan\": \"gold\"}#{else}{\"plan\": \"free\", \"why\": 1}#end", None),
    ] {
        let report = tried(&design(template, body));
        assert_eq!(report.skipped, None, "{template}");
        wrong.extend(
            report
                .weaknesses
                .iter()
                .map(|w| format!("{template}: {} ({}) {:?}", w.diagnostic().message, w.rule, w.output)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_seed_gives_the_same_report() {
    let design = design(
        "{\"q\": \"$input.params('q')\", \"n\": $input.params('n'), \"m\": $input.path('$.m')}",
        Some("{\"m\": 1}"),
    );
    let options = |seed| Options { seed, ..Options::default() };
    let report = |seed| run(&design, 0, 0, &options(seed), &|| false, &mut |_, _| {});
    assert_eq!(report(7), report(7));
    assert_ne!(report(7), report(8), "another seed tries something else");
}

#[test]
fn examples_are_small() {
    let report =
        tried(&design("{\"q\": \"$util.escapeJavaScript($input.params('q'))\", \"n\": \"$input.params('n')\"}", None));
    let apostrophe =
        report.weaknesses.iter().find(|weakness| weakness.rule == "escape-makes-single-quote").expect("found");
    assert_eq!(apostrophe.diagnostic().message, "query parameter `q` `'` breaks the event");
    assert!(apostrophe.diagnostic().help.expect("help").contains("variations"));
}

#[test]
fn a_run_can_be_stopped_and_tells_how_far_it_is() {
    let design = design("{\"q\": \"$input.params('q')\"}", None);
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > 100
    };
    let report = run(&design, 0, 0, &Options::default(), &stop, &mut |_, _| {});
    assert!(report.is_cancelled);
    assert_eq!(report.tried, 100);
    let mut steps = Vec::new();
    let report = run(&design, 0, 0, &Options::default(), &|| false, &mut |done, total| steps.push((done, total)));
    assert_eq!(report.tried, 2000);
    assert!(steps.len() > 20 && steps.is_sorted() && steps.last() == Some(&(2000, 2000)), "{steps:?}");
}

#[test]
fn what_cannot_be_varied_says_why() {
    let skipped = |design: &Design, call| run(design, 0, call, &Options::default(), &|| false, &mut |_, _| {}).skipped;
    let mut proxy = design("{}", None);
    proxy.routes[0].integration.proxy = true;
    assert_eq!(skipped(&proxy, 0), Some(Skipped::NotMapped));
    assert_eq!(skipped(&design("{}", None), 1), Some(Skipped::NoCall));
    assert_eq!(skipped(&design("{}", None), 0), Some(Skipped::NothingToVary));
    assert_eq!(skipped(&design("{\"a\": $input.params('none')}", None), 0), Some(Skipped::BrokenAlready));
    let mut other = design("{}", None);
    other.routes[0].calls[0].request.headers = vec![("Content-Type".into(), "text/plain".into())];
    assert_eq!(skipped(&other, 0), Some(Skipped::NoTemplate));
}
