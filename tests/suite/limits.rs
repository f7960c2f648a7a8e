//! Templates that would run for ever, or fill the memory: each ends, soon, and says where and why.
//!
//! The time allowed is far above what any of them needs, so that a busy machine does not matter; without the limits
//! none of them would end in hours.

use gatewright::apigw::mapping_template::{Mapped, MappingInput, render};
use gatewright::diagnostics::{Diagnostic, Source};
use gatewright::vtl::{self, Dialect, FailureKind, Limits, RenderOptions};
use std::time::{Duration, Instant};

/// How long a template may take, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A tenth of what is allowed by default, so that the tests end sooner; what ends here ends there, ten times as late.
const STEPS: u64 = 2_000_000;

/// How a hostile template ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// At one of our limits.
    Limit,
    /// As the original ends it: with an exception.
    Exception,
    /// As any other template: the work is not as much as it looks.
    Renders,
    /// Either way: how much work a backtracking search is, is the affair of the regex engine.
    Ends,
}

fn run(dialect: Dialect, template: &str, body: &str, recording: bool) -> Mapped {
    let input = MappingInput { body: Some(body.into()), ..MappingInput::default() };
    let limits = Limits { steps: STEPS, ..Limits::default() };
    let options = RenderOptions { dialect, provenance: recording, trace: recording, limits };
    render(&vtl::parse(template, dialect).template, &input, &options)
}

fn has_place(diagnostic: &Diagnostic, template: &str) -> bool {
    let place = diagnostic.primary();
    place.is_some_and(|place| place.source == Source::Template && !place.span.slice(template).is_empty())
}

fn check_in(dialect: Dialect, template: &str, body: &str, end: End) {
    for recording in [false, true] {
        let begun = Instant::now();
        let done = run(dialect, template, body, recording);
        let took = begun.elapsed();
        assert!(took < PATIENCE, "{template}: {took:?}, recording: {recording}");
        assert!(done.text.len() <= 2 * Limits::default().text_bytes, "{template}: {} bytes", done.text.len());
        let kind = done.failure.as_ref().map(|failure| failure.kind);
        let wanted = match end {
            End::Limit => Some(FailureKind::Limit),
            End::Exception => Some(FailureKind::Exception),
            End::Renders => None,
            End::Ends => kind.filter(|kind| *kind == FailureKind::Limit),
        };
        assert_eq!(kind, wanted, "{template}: {:?}, recording: {recording}", done.failure);
        if kind.is_some() {
            let rule = if kind == Some(FailureKind::Limit) { "vtl/limit" } else { "vtl/exception" };
            let said = done.diagnostics.iter().find(|diagnostic| diagnostic.rule.0 == rule);
            let said = said.unwrap_or_else(|| panic!("{template}: nothing is said of the end: {:?}", done.diagnostics));
            assert!(has_place(said, template), "{template}: no place: {said:?}");
        }
    }
}

fn check(template: &str, end: End) {
    check_in(Dialect::API_GATEWAY, template, "{}", end);
}

fn check_velocity(template: &str, end: End) {
    check_in(Dialect::VELOCITY, template, "{}", end);
}

#[test]
fn recursion_ends() {
    check_velocity("#macro(m)#m()#end#m()", End::Exception);
    check_velocity("#macro(a)#b()#end#macro(b)#a()#end#a()", End::Exception);
    check_velocity("#macro(m $x)#m(\"$x$x\")#end#m('a')", End::Exception);
    check_velocity("#macro(m)$bodyContent#@m()$bodyContent#end#end#@m()x#end", End::Exception);
    check_velocity("#set($s = '#evaluate($s)')#evaluate($s)", End::Limit);
    check_velocity("#set($s = '#evaluate($s)#evaluate($s)')#evaluate($s)", End::Limit);
    check_velocity("#set($h = '#')#set($s = '${h}evaluate($s)x')#evaluate($s)", End::Renders);
    // The original stops a block inside itself after two rounds, and a macro after twenty.
    check("#define($a)x$a#end$a", End::Renders);
    check("#define($a)$b#end#define($b)$a#end$a", End::Renders);
    let chain: String = (0..600).map(|i| format!("#define($d{i})$d{}#end", i + 1)).collect();
    check(&format!("{chain}$d0"), End::Limit);
    let doubling: String = (0..200).map(|i| format!("#define($d{i})$d{0}$d{0}#end", i + 1)).collect();
    check(&format!("{doubling}$d0"), End::Limit);
}

#[test]
fn texts_that_double_end() {
    let rounds = "#foreach($i in [1..1000])";
    for grow in [
        "#set($s = \"$s$s\")",
        "#set($s = $s + $s)",
        "#set($s = $s.concat($s))",
        "#set($s = $s.replace('a', 'aa'))",
        "#set($s = $s.replaceAll('.', '$0$0'))",
        "#set($s = $s.repeat(1000))",
        "#set($s = $s.format('%1$s%1$s', $s))",
        "#set($s = $util.urlEncode(\"$s%%\"))",
        "#set($s = $util.escapeJavaScript(\"$s$s'\"))",
        "#set($s = $util.base64Encode(\"$s$s\"))",
        "#set($s = \"#foreach($k in [1..10])$s#end\")",
        "#define($d)$s$s#end#set($s = \"$d\")",
    ] {
        check(&format!("#set($s = 'a'){rounds}{grow}#end"), End::Limit);
    }
    // What only a host's method makes longer.
    check(&format!("#set($s = \"'\"){rounds}#set($s = $util.escapeJavaScript($s))#end"), End::Limit);
    check(&format!("#set($s = 'a'){rounds}#set($s = $util.base64Encode($s))#end"), End::Limit);
    check(
        "#foreach($i in [1..1000000])01234567890123456789012345678901234567890123456789012345678901234567890123456789#end",
        End::Limit,
    );
    check("#foreach($i in [1..100000])#foreach($k in [1..100000])#end#end", End::Limit);
}

#[test]
fn lists_and_maps_that_grow_end() {
    let rounds = "#foreach($i in [1..100000])";
    for (start, grow) in [
        ("[1..1000]", "#set($x = $l.addAll($l.subList(0, $l.size())))"),
        ("[1..1000]", "#set($x = $l.addAll($l))"),
        ("[1]", "#set($x = $l.add([1..100000]))"),
        ("[1]", "#set($x = $l.add($all.toArray()))"),
        ("[1]", "#set($x = $l.add($all.subList(0, 50000).toArray()))"),
        ("[1]", "#set($x = $l.add($map.clone()))"),
        ("[1]", "#set($x = $l.add($text.getBytes()))"),
        ("[1]", "#set($x = $l.add($text.toCharArray()))"),
        ("[1]", "#set($x = $l.add($text.split('')))"),
        ("[1]", "#set($x = $l.add($util.parseJson($text)))"),
        ("[1]", "#set($x = $l.add($map.entrySet().toArray()))"),
    ] {
        let set = "#set($all = [1..50000])#set($map = {})#foreach($i in [1..3000])#set($map[$i] = $i)#end\
                   #set($text = \"[1$all.toString().replaceAll('[^,]', '1').replace(',', ',1')]\")";
        check(&format!("{set}#set($l = {start}){rounds}{grow}#end"), End::Limit);
    }
}

#[test]
fn work_that_no_node_shows_ends() {
    let rounds = "#foreach($i in [1..1000000])";
    let lists = "#set($a = [1..50000])#set($b = [1..50000])#set($x = $b.set(49999, 'x'))\
                 #set($m = {})#foreach($i in [1..3000])#set($m[$i] = 'v')#end";
    for work in [
        "#if($a == $b)#end",
        "#set($x = $a.equals($b))",
        "#set($x = $a.hashCode())",
        "#set($x = $a.contains($b))",
        "#set($x = $a.indexOf('x'))",
        "#set($x = $a.lastIndexOf('x'))",
        "#set($x = $m.get($a))",
        "#set($x = $m.containsKey($a))",
        "#set($m[$a] = 1)",
        "#set($x = {$a: 1})",
        "#set($x = $a.remove('x'))",
        "#set($x = $m.values().contains(1))",
        "#if($a == 'x')#end",
        "#set($x = $a.toString())",
        "#set($x = $util.base64Encode($a))",
        "#set($x = $util.parseJson($a.toString()).size())",
        "#set($x = $input.path('$..a'))",
        "#set($x = $input.json('$'))",
        "#set($x = $a.subList(0, 50000).set(0, $i))",
    ] {
        let body = format!("[{}{{\"a\": 1}}]", "1,".repeat(50_000));
        check_in(Dialect::API_GATEWAY, &format!("{lists}{rounds}{work}#end"), &body, End::Limit);
    }
}

#[test]
fn catastrophic_regexes_end() {
    let text = "a".repeat(40);
    for call in [
        "matches('(a+)+b')",
        "matches('(a|aa)+b')",
        "matches('(a|a?)+b')",
        "matches('([a-z]+)*!')",
        "replaceAll('(a*)*b', 'x')",
        "replaceAll('(.*a){20}b', 'x')",
        "split('(a+)+b')",
        "matches('(?=(a+)+b)a*')",
        "replaceFirst('^(([a-z])+.)+[A-Z]([a-z])+$', '')",
    ] {
        // Without look-around our engine takes time in step with the text, so that these simply end.
        check(&format!("#set($s = '{text}')$s.{call}"), End::Renders);
    }
    for call in [
        "matches('(a+)+\\\\1b')",
        "replaceAll('(?<!x)(a|aa)+(?=b)', 'x')",
        "replaceAll('(a*)*\\\\1b', 'x')",
        "split('((a+)+)\\\\1b')",
        "matches('(?:(?=a)a+)+b')",
    ] {
        let template = format!("#set($s = '{text}')$s.{}", call.replace("\\\\", "\\"));
        check(&template, End::Ends);
    }
    // Twenty groups that each may end anywhere, and all be wrong.
    let groups = "(a*)".repeat(20);
    check(&format!("#set($s = '{text}')$s.matches('{groups}\\20\\19b')"), End::Limit);
}

#[test]
fn regexes_that_are_large_or_many_end() {
    let rounds = "#foreach($i in [1..1000000])";
    let set = "#set($t = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')";
    check(&format!("{set}{rounds}#set($x = $t.matches(\"(?:a{{1,99}}){{1,99}}$i\"))#end"), End::Limit);
    check(&format!("{set}{rounds}#set($x = $t.matches('(?=a)(a|aa){{1,12}}b'))#end"), End::Limit);
    let long = "#set($t = 'a')#foreach($i in [1..20])#set($t = $t + $t)#end";
    check(&format!("{long}{rounds}#set($x = $t.matches('(?:.{{0,50}}a){{0,50}}b'))#end"), End::Limit);
    check(&format!("{long}{rounds}#set($x = $t.replaceAll('(?:\\p{{L}}{{0,99}}b)', 'x'))#end"), End::Limit);
    check("$input.body.matches('(((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9}){9})')", End::Limit);
}

#[test]
fn deep_nesting_ends() {
    for depth in [50, 1000, 100_000] {
        let repeat = |text: &str| text.repeat(depth);
        for template in [
            format!("#set($x = {}1{})", repeat("("), repeat(")")),
            format!("#if({}true{})x#end", repeat("("), repeat(")")),
            format!("#if({}true)x#end", repeat("!")),
            format!("#if({}true)x#end", repeat("! ")),
            format!("#set($x = {}{})", repeat("["), repeat("]")),
            format!("#set($x = {}{})", repeat("{1:"), repeat("}")),
            format!("#set($x = [{}1{}..2])", repeat("$a["), repeat("]")),
            format!("{}{}", repeat("$a["), repeat("]")),
            format!("{}{}", repeat("$a.b("), repeat(")")),
            format!("{}x{}", repeat("#if(true)"), repeat("#end")),
            format!("{}x{}", repeat("#foreach($i in [1])"), repeat("#end")),
            format!("{}x{}", repeat("#define($d)"), repeat("#end")),
            format!("{}x{}", repeat("#literal()"), repeat("#end")),
            format!("{}x{}", repeat("#@m()"), repeat("#end")),
            format!("#if(true){}#end", repeat("#elseif(true)")),
            format!("#set($x = 1{})", repeat(" + 1")),
            format!("#if(true{})#end", repeat(" && true")),
            format!("$a{}", repeat(".b")),
            format!("$a{}", repeat(".b()")),
            format!("$a{}", repeat("[0]")),
            repeat("#if("),
            repeat("$a.b("),
            repeat("#set($a = \""),
            repeat("#*"),
            repeat("#[["),
            repeat("${"),
        ] {
            for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
                let begun = Instant::now();
                let parsed = vtl::parse(template.as_str(), dialect);
                let done = run(dialect, &template, "{}", true);
                let took = begun.elapsed();
                let shown = template.chars().take(40).collect::<String>();
                assert!(took < PATIENCE, "{shown}… {depth} deep: {took:?}");
                // Whatever is refused has a place, and nobody is told the same a hundred thousand times.
                let all = parsed.diagnostics.len();
                assert!(all <= 1000, "{shown}… {depth} deep: {all} diagnostics");
                if done.failure.is_some() {
                    let said =
                        parsed.diagnostics.iter().chain(&done.diagnostics).any(|said| has_place(said, &template));
                    assert!(said, "{shown}… {depth} deep: {:?} without a place", done.failure);
                }
            }
        }
    }
}

#[test]
fn values_deep_in_each_other_end() {
    let rounds = "#foreach($i in [1..1000000])";
    for wrap in [
        "#set($x = [$x])",
        "#set($x = {'k': $x})",
        "#set($x = $x.subList(0, 1))",
        "#set($y = [$x])#set($x = $y.iterator())",
        "#set($y = {'k': $x})#foreach($e in $y.entrySet())#set($x = $e)#end",
        "#set($y = {'k': $x})#set($x = $y.values())",
        "#set($x = $x.subList(0, 1).subList(0, 1))",
    ] {
        for read in ["", "$x", "$x.size()", "$x.hashCode()", "#if($x == [$x])#end", "#set($m = {$x: 1})", "$x.get(0)"] {
            for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
                let template = format!("#set($x = ['a']){rounds}{wrap}#end{read}");
                let begun = Instant::now();
                let done = run(dialect, &template, "{}", false);
                assert!(begun.elapsed() < PATIENCE, "{template}: {:?}", begun.elapsed());
                if done.failure.is_some() {
                    assert!(done.diagnostics.iter().any(|said| has_place(said, &template)), "{template}");
                }
            }
        }
    }
}

#[test]
fn values_in_themselves_end() {
    for (template, end) in [
        ("#set($m = {})#set($m.k = $m)$m", End::Renders),
        ("#set($m = {})#set($x = $m.put($m, 1))$m.size()", End::Renders),
        ("#set($m = {})#set($x = $m.put($m, $m))$m.hashCode()$m.get($m)", End::Renders),
        ("#set($m = {})#set($x = $m.put($m, $m))#set($x = $m.put($m, 2))$m.size()$m.equals($m)", End::Renders),
        ("#set($l = [1])#set($x = $l.add($l))$l", End::Renders),
        ("#set($l = [1])#set($x = $l.add($l))$l.hashCode()$l.contains($l)$l.indexOf([1])", End::Renders),
        ("#set($l = [1])#set($x = $l.add([$l]))$l", End::Exception),
        ("#set($l = [1])#set($x = $l.add([$l]))#set($k = [1])#set($x = $k.add([$k]))$l.equals($k)", End::Renders),
        ("#set($m = {})#set($l = [$m])#set($m.k = $l)#set($x = $m.toString())", End::Exception),
        ("#set($m = {})#set($m.k = $m.entrySet())$m.k.size()", End::Renders),
        ("#set($m = {})#set($m.k = $m.values())#foreach($v in $m.k)$v.size()#end", End::Renders),
    ] {
        check(template, end);
    }
}

#[test]
fn ranges_end() {
    for range in ["[0..2147483647]", "[-2147483648..2147483647]", "[2147483647..-2147483648]", "[1..9999999999]"] {
        check(&format!("#foreach($i in {range})x#end"), End::Limit);
        check(&format!("#set($l = {range})$l.size()"), End::Limit);
    }
}

#[test]
fn formats_end() {
    check("$input.body.format('%999999999d', 1)", End::Limit);
    check("$input.body.format('%.999999999f', 1.5)", End::Limit);
    check("$input.body.format('%99999999999999999999999d', 1)", End::Limit);
    check("$input.body.format('%.60000f', 1.5).length()", End::Renders);
    check("$input.body.format('%.60000e', 1.5).length()", End::Renders);
    check("$input.body.format('%-60000d', 1).length()", End::Renders);
    let many = "%99999d".repeat(2000);
    let values = ", 1".repeat(2000);
    check(&format!("$input.body.format('{many}'{values})"), End::Limit);
    let same = "%1$99999s".repeat(40_000);
    check(&format!("$input.body.format('{same}', 1)"), End::Limit);
}

#[test]
fn large_numbers_end() {
    check("#set($x = 9999999999)#foreach($i in [1..1000])#set($x = $x * $x)#end", End::Limit);
    let digits = "9".repeat(200_000);
    check(&format!("#foreach($i in [1..1000000])#set($x = {digits} + $i)#end"), End::Limit);
    for read in
        ["$input.path('$')", "$input.path('$').hashCode()", "$input.json('$')", "#set($x = $input.path('$') + 1)$x"]
    {
        for body in [digits.repeat(10), format!("1.{}", digits.repeat(10)), format!("1e{digits}")] {
            let begun = Instant::now();
            run(Dialect::API_GATEWAY, read, &body, true);
            assert!(begun.elapsed() < PATIENCE, "{read}: {:?}", begun.elapsed());
        }
    }
}

/// The service allows 1,000 rounds; it does not say what it does beyond, so we go on and say so.
#[test]
fn the_services_rounds_are_counted() {
    for (template, said) in [
        ("#foreach($i in [1..1000])x#end", false),
        ("#foreach($i in [1..1001])x#end", true),
        ("#foreach($i in [1..40])#foreach($k in [1..40])x#end#end", false),
        ("#foreach($i in [1..2])#foreach($k in [1..1001])x#end#end", true),
    ] {
        let done = run(Dialect::API_GATEWAY, template, "{}", false);
        assert!(done.failure.is_none());
        let found: Vec<&Diagnostic> = done.diagnostics.iter().filter(|said| said.rule.0 == "vtl/loop-limit").collect();
        assert_eq!(found.len(), usize::from(said), "{template}: once for each loop");
        for diagnostic in found {
            assert!(diagnostic.message.contains("1000"), "{}", diagnostic.message);
            assert!(diagnostic.primary().is_some_and(|at| at.span.slice(template).starts_with("#foreach($")));
        }
    }
}

/// Limits are the embedder's to set.
#[test]
fn limits_can_be_set() {
    let template = vtl::parse("#foreach($i in [1..100])0123456789#end", Dialect::API_GATEWAY).template;
    let run = |limits: Limits| {
        render(&template, &MappingInput::default(), &RenderOptions { limits, ..RenderOptions::default() })
    };
    assert!(run(Limits::default()).failure.is_none());
    let short = run(Limits { text_bytes: 100, ..Limits::default() });
    assert_eq!(short.failure.map(|failure| failure.kind), Some(FailureKind::Limit));
    let lazy = run(Limits { steps: 100, ..Limits::default() });
    assert_eq!(lazy.failure.map(|failure| failure.kind), Some(FailureKind::Limit));
    let nested = vtl::parse("#if(true)#if(true)#if(true)x#end#end#end", Dialect::API_GATEWAY).template;
    let options = RenderOptions { limits: Limits { depth: 2, ..Limits::default() }, ..RenderOptions::default() };
    let shallow = render(&nested, &MappingInput::default(), &options);
    assert_eq!(shallow.failure.map(|failure| failure.kind), Some(FailureKind::Limit));
}
