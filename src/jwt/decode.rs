//! Decodes a pasted token for display, without checking it.
//!
//! Whatever the text, the answer is a [`Decoded`]: as much as could be read, and a diagnostic for everything
//! that a verifier would stumble over. A token in good order is decoded by `jsonwebtoken`; our own reading
//! says what is wrong, and steps in for what that crate refuses, so that a broken or unsigned token still
//! shows its content.

use super::base64;
use super::clean::{Clean, Dropped, Noise, clean};
use super::members::{self, Members, describe};
use super::secret::Secret;
use crate::diagnostics::{Applicability, Diagnostic, Severity, Source};
use crate::text::{Edit, Span};
use serde_json::{Map, Value};
use std::fmt;

/// Longest token that is read, in bytes. API Gateway takes far less.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;

/// Length from which a warning is given, in bytes.
pub const LONG_TOKEN_BYTES: usize = 8 * 1024;

/// What API Gateway takes for all headers together, in bytes (quota in the developer guide).
pub const HEADER_LIMIT_BYTES: usize = 10_240;

/// What kind of text was pasted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Form {
    /// Nothing, or nothing but blanks and prefixes.
    #[default]
    Empty,
    /// Three parts: header, payload, signature.
    Signed,
    /// Five parts: an encrypted token (JWE). Only its header can be read.
    Encrypted,
    /// Two parts: the signature is missing.
    SignatureMissing,
    /// Not a token.
    NotToken,
    /// Longer than [`MAX_TOKEN_BYTES`]; not read.
    TooLong,
}

/// What a part of a token is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PartKind {
    /// Algorithm and key id.
    Header,
    /// The claims.
    Payload,
    /// The signature.
    Signature,
    /// A part of an encrypted token that cannot be read.
    Encrypted,
    /// A part of something that is not a token.
    Unknown,
}

/// A part of the token and its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its bytes in the pasted text, without the points around it.
    pub span: Span,
}

/// A pasted token, as far as it can be read. Nothing in it has been checked.
#[derive(Clone, PartialEq, Default)]
pub struct Decoded {
    /// What kind of text it is.
    pub form: Form,
    /// The parts in order.
    pub parts: Vec<Part>,
    /// What was left out of the pasted text.
    pub dropped: Vec<Dropped>,
    /// The header's members in the order of the token.
    pub header: Option<Map<String, Value>>,
    /// The claims in the order of the token, integers exact up to 64 bits.
    pub claims: Option<Map<String, Value>>,
    /// What is wrong, each at its place in the pasted text ([`Source::Token`]).
    pub diagnostics: Vec<Diagnostic>,
    /// The bare token: parts and points, nothing else.
    compact: Secret,
}

impl Decoded {
    /// Returns the bare token, without prefix, quotes and blanks; `""` if there is none or it is too long.
    pub fn compact(&self) -> &str {
        self.compact.reveal()
    }

    /// Returns the algorithm that the header names, whether or not there is such an algorithm.
    pub fn algorithm(&self) -> Option<&str> {
        self.header.as_ref()?.get("alg")?.as_str()
    }

    /// Returns the key id that the header names.
    pub fn key_id(&self) -> Option<&str> {
        self.header.as_ref()?.get("kid")?.as_str()
    }

    /// Returns true if a verifier could read the token: no diagnostic is an error.
    pub fn is_well_formed(&self) -> bool {
        self.form == Form::Signed && self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }
}

/// Shows names only: values of claims are private, and the token most of all.
impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |map: &Option<Map<String, Value>>| map.as_ref().map(|map| map.keys().cloned().collect::<Vec<_>>());
        f.debug_struct("Decoded")
            .field("form", &self.form)
            .field("parts", &self.parts)
            .field("dropped", &self.dropped)
            .field("header", &names(&self.header))
            .field("claims", &names(&self.claims))
            .field("diagnostics", &self.diagnostics)
            .field("compact", &self.compact)
            .finish()
    }
}

/// Decodes what a person pasted.
pub fn decode(pasted: &str) -> Decoded {
    let cleaned = clean(pasted, MAX_TOKEN_BYTES);
    let mut reader = Reader { cleaned, out: Decoded::default() };
    reader.report_noise();
    if reader.cleaned.too_long {
        reader.refuse_length(pasted);
    } else if !reader.cleaned.compact.is_empty() {
        reader.read_parts();
    }
    let Reader { cleaned, mut out } = reader;
    out.dropped = cleaned.dropped;
    if !cleaned.too_long {
        out.compact = Secret::new(cleaned.compact);
    }
    out
}

struct Reader {
    cleaned: Clean,
    out: Decoded,
}

/// A part in the bare token: bytes `start..end`.
#[derive(Clone, Copy)]
struct Slot {
    start: usize,
    end: usize,
}

impl Reader {
    fn error(&mut self, rule: &'static str, message: impl Into<String>, span: Span, help: impl Into<String>) {
        self.out.diagnostics.push(Diagnostic::error(rule, message, Source::Token, span).help(help));
    }

    fn warn(&mut self, rule: &'static str, message: impl Into<String>, span: Span, help: impl Into<String>) {
        self.out.diagnostics.push(Diagnostic::warning(rule, message, Source::Token, span).help(help));
    }

    fn place(&self, slot: Slot) -> Span {
        self.cleaned.place(slot.start, slot.end)
    }

    /// Says what was left out. Blanks at the ends are not worth a word.
    fn report_noise(&mut self) {
        let mut kinds: Vec<Noise> = self.cleaned.dropped.iter().map(|dropped| dropped.noise).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for noise in kinds.into_iter().filter(|noise| *noise != Noise::OuterBlanks) {
            let message = format!("left out: {}", noise.as_words());
            let mut hint = Diagnostic::new("jwt/left-out", Severity::Hint, message);
            let places = self.cleaned.dropped.iter().filter(|dropped| dropped.noise == noise);
            // Hundreds of places are one statement; a few show what is meant.
            for dropped in places.take(8) {
                hint = hint.at(Source::Token, dropped.span, "");
            }
            self.out.diagnostics.push(hint.help("the rest is read as the token; nothing needs to be done"));
        }
    }

    fn refuse_length(&mut self, pasted: &str) {
        self.out.form = Form::TooLong;
        self.error(
            "jwt/too-long",
            format!("longer than {} KiB: this is not read", MAX_TOKEN_BYTES / 1024),
            Span::new(0, pasted.len()),
            format!("API Gateway takes {HEADER_LIMIT_BYTES} bytes for all headers together: paste the token alone"),
        );
    }

    fn read_parts(&mut self) {
        let compact = std::mem::take(&mut self.cleaned.compact);
        let mut start = 0;
        let slots: Vec<Slot> = compact
            .split('.')
            .map(|part| {
                let slot = Slot { start, end: start + part.len() };
                start = slot.end + 1;
                slot
            })
            .collect();
        match *slots.as_slice() {
            _ if compact.starts_with('{') => self.refuse_shape(&compact, &slots),
            [header, payload, signature] => self.read_signed(&compact, header, payload, signature),
            [header, payload] => self.read_two_parts(&compact, header, payload),
            [header, _, _, _, _] => self.read_encrypted(&compact, header, &slots),
            _ => self.refuse_shape(&compact, &slots),
        }
        if compact.len() >= LONG_TOKEN_BYTES {
            let span = self.cleaned.place(0, compact.len());
            self.warn(
                "jwt/long",
                format!("this token has {} bytes", compact.len()),
                span,
                format!(
                    "API Gateway takes {HEADER_LIMIT_BYTES} bytes for all headers together, and proxies often less: \
                     put fewer claims into the token"
                ),
            );
        }
        self.cleaned.compact = compact;
    }

    fn push_part(&mut self, kind: PartKind, slot: Slot) {
        let span = self.place(slot);
        self.out.parts.push(Part { kind, span });
    }

    fn read_signed(&mut self, compact: &str, header: Slot, payload: Slot, signature: Slot) {
        self.out.form = Form::Signed;
        self.push_part(PartKind::Header, header);
        self.push_part(PartKind::Payload, payload);
        self.push_part(PartKind::Signature, signature);
        self.read_header(compact, header);
        self.read_payload(compact, payload);
        let unsigned = self.out.algorithm().is_some_and(|alg| alg.eq_ignore_ascii_case("none"));
        if signature.start == signature.end {
            if !unsigned {
                let span = self.place(signature);
                self.error(
                    "jwt/signature-missing",
                    "the signature part is empty",
                    span,
                    "copy the whole token: the part after the second point is missing",
                );
            }
        } else {
            self.read_base64(compact, signature, "the signature");
        }
    }

    fn read_two_parts(&mut self, compact: &str, header: Slot, payload: Slot) {
        self.out.form = Form::SignatureMissing;
        self.push_part(PartKind::Header, header);
        self.push_part(PartKind::Payload, payload);
        let span = self.place(Slot { start: payload.end, end: payload.end });
        self.error(
            "jwt/signature-missing",
            "the signature part is missing: two parts instead of three",
            span,
            "copy the whole token, up to the end of the part after the second point",
        );
        self.read_header(compact, header);
        self.read_payload(compact, payload);
    }

    fn read_encrypted(&mut self, compact: &str, header: Slot, slots: &[Slot]) {
        // Two tokens pasted one after the other have five parts as well; only an encrypted one has `enc`.
        self.out.form = Form::Encrypted;
        self.push_part(PartKind::Header, header);
        for slot in slots.iter().skip(1) {
            self.push_part(PartKind::Encrypted, *slot);
        }
        let whole = Slot { start: 0, end: compact.len() };
        let span = self.place(whole);
        let members = self.read_object(compact, header, "the header");
        if members.as_ref().is_some_and(|members| !members.map.contains_key("enc")) {
            self.refuse_shape(compact, slots);
            return;
        }
        self.out.header = members.map(|members| members.map);
        self.error(
            "jwt/encrypted",
            "this is an encrypted token (JWE)",
            span,
            "API Gateway cannot read it either: have the issuer send a signed token (JWS), which has three parts",
        );
    }

    fn refuse_shape(&mut self, compact: &str, slots: &[Slot]) {
        self.out.form = Form::NotToken;
        self.out.parts.clear();
        for slot in slots.iter().take(16) {
            self.push_part(PartKind::Unknown, *slot);
        }
        let span = self.place(Slot { start: 0, end: compact.len() });
        let (message, help) = if compact.starts_with('{') {
            ("this is JSON, not a token".into(), "paste the encoded token, or enter these members as claims")
        } else if compact.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic")) {
            ("these are Basic credentials, not a token".into(), "paste the token that the client sends as `Bearer`")
        } else if slots.len() > 3 {
            (
                format!("this is not one token: it has {} parts", slots.len()),
                "paste one token: three parts with points between them",
            )
        } else {
            (
                String::from("this is not a JSON Web Token"),
                "a token has three parts with points between them; an opaque token needs a Lambda authorizer",
            )
        };
        self.error("jwt/not-a-token", message, span, help);
    }

    fn read_header(&mut self, compact: &str, slot: Slot) {
        let Some(members) = self.read_object(compact, slot, "the header") else { return };
        let span = self.place(slot);
        self.check_algorithm(&members.map, span);
        for name in ["typ", "cty", "kid", "jku", "x5u", "x5t", "x5t#S256"] {
            if let Some(value) = members.map.get(name).filter(|value| !value.is_string()) {
                let message = format!("`{name}` in the header is {}; it must be a string", describe(value));
                self.error("jwt/header-member", message, span, "verifiers refuse this token: look at what made it");
            }
        }
        if members.map.contains_key("crit") {
            self.warn(
                "jwt/critical-header",
                "the header has `crit`, which verifiers must understand or refuse",
                span,
                "leave `crit` out where the token is made: API Gateway's authorizers do not document any support",
            );
        }
        self.report_repeated(&members, "header", span);
        self.out.header = Some(members.map);
    }

    /// Says what is wrong with `alg`, judged by the name alone; a key has its own say later.
    fn check_algorithm(&mut self, header: &Map<String, Value>, span: Span) {
        const HELP: &str = "use a token signed with RS256, which every authorizer with JSON Web Tokens takes";
        let name = match header.get("alg") {
            None => {
                self.error("jwt/alg-missing", "the header has no `alg`, the signature's algorithm", span, HELP);
                return;
            }
            Some(Value::String(name)) => name,
            Some(value) => {
                let message = format!("`alg` in the header is {}; it must be a string", describe(value));
                self.error("jwt/alg-unknown", message, span, HELP);
                return;
            }
        };
        if name.eq_ignore_ascii_case("none") {
            let message = "`alg` is `none`: every authorizer refuses this token";
            self.error("jwt/alg-none", message, span, "an unsigned token proves nothing: paste the signed one");
        } else if name.parse::<jsonwebtoken::Algorithm>().is_err() {
            let shown = shorten(name);
            let message = match name.as_str() {
                "ES512" | "ES256K" | "Ed25519" | "Ed448" => {
                    format!("`alg` is `{shown}`, which exists, but no authorizer of API Gateway takes it")
                }
                _ if name.to_ascii_uppercase().parse::<jsonwebtoken::Algorithm>().is_ok() => {
                    format!("`alg` is `{shown}`; the name is case-sensitive: `{}`", name.to_ascii_uppercase())
                }
                _ => format!("`alg` is `{shown}`, which is not a signature algorithm"),
            };
            self.error("jwt/alg-unknown", message, span, HELP);
        }
    }

    fn read_payload(&mut self, compact: &str, slot: Slot) {
        let Some(members) = self.read_object(compact, slot, "the payload") else { return };
        let span = self.place(slot);
        self.report_repeated(&members, "payload", span);
        // A token in good order is read by the crate that verifies; our own reading is for the others.
        let decoded = jsonwebtoken::dangerous::insecure_decode::<Members>(compact);
        self.out.claims = Some(decoded.map_or(members.map, |data| data.claims.map));
    }

    fn report_repeated(&mut self, members: &Members, part: &str, span: Span) {
        for name in members.repeated.iter().take(4) {
            self.warn(
                "jwt/repeated-member",
                format!("`{}` stands more than once in the {part}", shorten(name)),
                span,
                "the last one is shown; strict verifiers refuse such a token",
            );
        }
    }

    /// Reads the object in a part; where that fails, says why at its place.
    fn read_object(&mut self, compact: &str, slot: Slot, name: &str) -> Option<Members> {
        let bytes = self.read_base64(compact, slot, name)?;
        let members = members::read(&bytes).map_err(|fault| self.report_fault(&fault, slot, name)).ok()?;
        if let Some(integer) = std::str::from_utf8(&bytes).ok().and_then(members::wide_integer) {
            let span = self.place(slot);
            self.warn(
                "jwt/wide-integer",
                format!("{name} has an integer of {} digits, shown rounded", integer.trim_start_matches('-').len()),
                span,
                "integers beyond 64 bits are not safe in JSON: make it a string where the token is made",
            );
        }
        Some(members)
    }

    fn report_fault(&mut self, fault: &members::Fault, slot: Slot, name: &str) {
        let span = fault.offset().map_or(self.place(slot), |offset| self.place_of_byte(slot, offset));
        let rule = match fault {
            members::Fault::NotObject { .. } => "jwt/not-an-object",
            members::Fault::TooDeep { .. } => "jwt/too-deep",
            _ => "jwt/not-json",
        };
        self.error(rule, fault.message(name), span, fault.help());
    }

    /// Decodes a part's Base64; says what a strict verifier would refuse.
    fn read_base64(&mut self, compact: &str, slot: Slot, name: &str) -> Option<Vec<u8>> {
        let text = compact.get(slot.start..slot.end).unwrap_or("");
        let at = |index: usize, len: usize| Slot { start: slot.start + index, end: slot.start + index + len };
        match base64::decode(text) {
            Ok(read) => {
                if read.padding.is_some() || !read.standard_symbols.is_empty() {
                    self.report_alphabet(slot, &read, text.len(), name);
                }
                if read.stray_bits {
                    let span = self.place(at(text.len().saturating_sub(1), 1));
                    let message = format!("{name} ends in a character that strict verifiers refuse");
                    self.warn("jwt/stray-bits", message, span, "the last character was changed or cut: copy it again");
                }
                Some(read.bytes)
            }
            Err(base64::Fault::Symbol { index, character }) => {
                let span = self.place(at(index, character.len_utf8()));
                let message = format!("{name} is not Base64: `{}` does not belong there", character.escape_debug());
                let help = match character {
                    '%' => "the token is percent-encoded: paste it as the client has it, or decode it first",
                    '=' => "padding stands only at the end of a part, and a token has none",
                    _ => "copy the token again: parts hold letters, digits, `-` and `_` only",
                };
                self.error("jwt/not-base64", message, span, help);
                None
            }
            Err(base64::Fault::Length) => {
                let span = self.place(slot);
                let message = format!("{name} is not Base64: a part cannot have {} characters", text.len());
                self.error("jwt/not-base64", message, span, "a character was lost: copy the whole token again");
                None
            }
        }
    }

    /// Says that a part is written in another Base64 than tokens are, and offers to rewrite it.
    fn report_alphabet(&mut self, slot: Slot, read: &base64::Lenient, len: usize, name: &str) {
        let place = |index: usize, len: usize| self.cleaned.place(slot.start + index, slot.start + index + len);
        let padding = read.padding.map(|index| place(index, len - index));
        let symbols = read.standard_symbols.iter().map(|(index, symbol)| (place(*index, 1), *symbol));
        let edits: Vec<(Span, &str)> = symbols.chain(padding.map(|span| (span, ""))).collect();
        let what = match (padding.is_some(), read.standard_symbols.is_empty()) {
            (true, true) => "it is padded with `=`",
            (true, false) => "it has `+` or `/` and is padded with `=`",
            _ => "it has `+` or `/`",
        };
        let message = format!("{name} is not base64url: {what}; real verifiers refuse it");
        let mut diagnostic = Diagnostic::new("jwt/not-base64url", Severity::Warning, message);
        for (span, _) in edits.iter().take(8) {
            diagnostic = diagnostic.at(Source::Token, *span, "");
        }
        let edits = edits.into_iter().map(|(span, text)| Edit::replace(span, text)).collect();
        self.out.diagnostics.push(
            diagnostic.help("a token is written with `-` and `_` and without `=`: look at what made it").fix(
                "write it as base64url",
                Applicability::Safe,
                Source::Token,
                edits,
            ),
        );
    }

    /// Returns the place of the character that holds the first bits of byte `offset` of a decoded part.
    fn place_of_byte(&self, slot: Slot, offset: usize) -> Span {
        let first = (slot.start + offset * 8 / 6).min(slot.end);
        let last = (slot.start + (offset * 8 + 7) / 6 + 1).min(slot.end);
        self.cleaned.place(first, last.max(first))
    }
}

/// Cuts a name out of a token to a length that fits a message.
fn shorten(name: &str) -> String {
    let mut short: String = name.chars().take(40).flat_map(char::escape_debug).collect();
    if name.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}
