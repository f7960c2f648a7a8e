//! The JSON that a template prints, as far as its text shows: objects, their members, and the references
//! that stand for values.
//!
//! Literal text is read as JSON, references count as values or parts of strings, and what stands in an
//! `#if` or a `#foreach` is known to be *conditional*. Nothing is evaluated. Where the text of a block does
//! not leave the nesting as it found it, nobody can tell what the template prints without running it: the
//! skeleton then says so ([`Skeleton::is_sound`]) and nothing is inserted.

use crate::text::Span;

/// A stretch of a template, as the skeleton needs it. Pieces cover the template in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    pub span: Span,
    pub kind: PieceKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PieceKind {
    /// Literal text.
    Text,
    /// Text between `#[[` and `]]#`, where no reference can be put.
    Unparsed,
    /// A reference that prints; the number is the caller's.
    Reference(usize),
    /// Something that prints nothing: `#set`, a comment.
    Silent,
    /// The head of a block (`#if(…)`, `#foreach(…)`).
    Open,
    /// `#else` or `#elseif(…)`: the nesting goes back to where the block began.
    Else,
    /// `#end`.
    Close,
}

/// An object that the template prints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Object {
    /// Offset of its `{`.
    pub open: usize,
    /// Offset of its `}`.
    pub close: Option<usize>,
    /// How many blocks it stands in.
    pub blocks: usize,
    /// Members in order.
    pub members: Vec<Member>,
    /// True if it holds something that is no member: a bare reference, text without a name.
    pub has_other_content: bool,
}

/// A member of an object, whose name is a plain string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Member {
    /// The name with its quotes.
    pub key: Span,
    /// The value.
    pub value: Span,
    /// The reference that alone makes the value, between quotes or bare.
    pub reference: Option<usize>,
    /// The comma before it in the same object, if there is one.
    pub comma_before: Option<usize>,
    /// The comma after it.
    pub comma_after: Option<usize>,
    /// How many blocks it stands in.
    pub blocks: usize,
}

/// What a template prints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Skeleton {
    /// Objects in the order of their `{`.
    pub objects: Vec<Object>,
    /// Position in `objects` of the one that is the whole event.
    pub root: Option<usize>,
    /// False where blocks do not keep the nesting, or brackets do not match.
    pub is_sound: bool,
    /// True if no literal text and no reference prints anything but blanks.
    pub is_blank: bool,
    /// Texts in which no reference can be put.
    pub unparsed: Vec<Span>,
}

impl Skeleton {
    /// Returns true if a reference can be put at `offset`.
    pub(super) fn takes_references(&self, offset: usize) -> bool {
        !self.unparsed.iter().any(|span| (span.start as usize..=span.end as usize).contains(&offset))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token {
    OpenObject,
    CloseObject,
    OpenArray,
    CloseArray,
    Colon,
    Comma,
    /// A string, or bare text or a reference, with the one reference that makes all of its inside.
    Value {
        reference: Option<usize>,
        quoted: bool,
    },
    OpenBlock,
    ElseBlock,
    CloseBlock,
}

/// Reads the JSON of a template that is made of `pieces`.
pub(super) fn read(source: &str, pieces: &[Piece]) -> Skeleton {
    let tokens = Scanner::default().scan(source, pieces);
    let is_blank =
        !tokens.iter().any(|(token, _)| !matches!(token, Token::OpenBlock | Token::ElseBlock | Token::CloseBlock));
    let mut reader = Reader::default();
    for (token, span) in tokens {
        reader.take(token, span);
    }
    let unparsed = pieces.iter().filter(|piece| piece.kind == PieceKind::Unparsed).map(|piece| piece.span);
    reader.finish(is_blank, unparsed.collect())
}

/// Cuts pieces into tokens; strings run across references.
#[derive(Default)]
struct Scanner {
    tokens: Vec<(Token, Span)>,
    string: Option<OpenString>,
}

struct OpenString {
    start: usize,
    /// What stands inside so far: nothing, one reference, or more.
    inside: Inside,
    escaped: bool,
}

#[derive(Clone, Copy)]
enum Inside {
    Nothing,
    Reference(usize),
    Mixed,
}

impl Scanner {
    fn scan(mut self, source: &str, pieces: &[Piece]) -> Vec<(Token, Span)> {
        for piece in pieces {
            match piece.kind {
                PieceKind::Text | PieceKind::Unparsed => self.text(source, piece.span),
                PieceKind::Reference(reference) => self.reference(reference, piece.span),
                PieceKind::Silent => {}
                PieceKind::Open => self.block(Token::OpenBlock, piece.span),
                PieceKind::Else => self.block(Token::ElseBlock, piece.span),
                PieceKind::Close => self.block(Token::CloseBlock, piece.span),
            }
        }
        if let Some(string) = self.string.take() {
            let end = pieces.last().map_or(string.start, |piece| piece.span.end as usize);
            self.tokens.push((Token::Value { reference: None, quoted: false }, Span::new(string.start, end)));
        }
        self.tokens
    }

    fn block(&mut self, token: Token, span: Span) {
        match &mut self.string {
            // A condition inside a string decides about a part of it.
            Some(string) => string.inside = Inside::Mixed,
            None => self.tokens.push((token, span)),
        }
    }

    fn reference(&mut self, reference: usize, span: Span) {
        match &mut self.string {
            Some(string) => {
                string.escaped = false;
                string.inside = match string.inside {
                    Inside::Nothing => Inside::Reference(reference),
                    _ => Inside::Mixed,
                };
            }
            None => self.bare(Some(reference), span),
        }
    }

    /// Adds bare text or a bare reference; what follows another without a gap is one value with it.
    fn bare(&mut self, reference: Option<usize>, span: Span) {
        if let Some((Token::Value { reference: before, quoted: false }, last)) = self.tokens.last_mut()
            && last.end == span.start
        {
            *before = None;
            last.end = span.end;
            return;
        }
        self.tokens.push((Token::Value { reference, quoted: false }, span));
    }

    fn text(&mut self, source: &str, span: Span) {
        for (i, byte) in span.slice(source).bytes().enumerate() {
            let at = span.start as usize + i;
            match &mut self.string {
                Some(string) if string.escaped => string.escaped = false,
                Some(string) if byte == b'"' => {
                    let reference = match string.inside {
                        Inside::Reference(reference) => Some(reference),
                        _ => None,
                    };
                    let span = Span::new(string.start, at + 1);
                    self.string = None;
                    self.tokens.push((Token::Value { reference, quoted: true }, span));
                }
                Some(string) => {
                    string.escaped = byte == b'\\';
                    string.inside = Inside::Mixed;
                }
                None => self.outside(byte, at),
            }
        }
    }

    fn outside(&mut self, byte: u8, at: usize) {
        let token = match byte {
            b'"' => {
                self.string = Some(OpenString { start: at, inside: Inside::Nothing, escaped: false });
                return;
            }
            b'{' => Token::OpenObject,
            b'}' => Token::CloseObject,
            b'[' => Token::OpenArray,
            b']' => Token::CloseArray,
            b':' => Token::Colon,
            b',' => Token::Comma,
            b' ' | b'\t' | b'\r' | b'\n' => return,
            _ => return self.bare(None, Span::new(at, at + 1)),
        };
        self.tokens.push((token, Span::new(at, at + 1)));
    }
}

/// Where the reader is.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Frame {
    /// In an object: its position, the name that waits for its value, and the last comma.
    Object {
        object: usize,
        key: Option<Span>,
        colon: bool,
        comma: Option<usize>,
    },
    Array,
}

#[derive(Default)]
struct Reader {
    objects: Vec<Object>,
    stack: Vec<Frame>,
    /// For each open block: the depth of the stack where it began.
    blocks: Vec<usize>,
    root: Option<usize>,
    /// Values at the top: an event has one.
    values: usize,
    unsound: bool,
}

impl Reader {
    fn take(&mut self, token: Token, span: Span) {
        let at = span.start as usize;
        match token {
            Token::OpenObject => self.open_object(at),
            Token::OpenArray => {
                self.count_top();
                self.stack.push(Frame::Array);
            }
            Token::CloseObject => match self.stack.pop() {
                Some(Frame::Object { object, .. }) => self.close_object(object, at),
                _ => self.unsound = true,
            },
            Token::CloseArray => match self.stack.pop() {
                Some(Frame::Array) => self.value(span, None),
                _ => self.unsound = true,
            },
            Token::Colon => {
                if let Some(Frame::Object { key: Some(_), colon, .. }) = self.stack.last_mut() {
                    *colon = true;
                }
            }
            Token::Comma => self.comma(at),
            Token::Value { reference, quoted } => {
                self.count_top();
                match self.stack.last_mut() {
                    Some(Frame::Object { object, key, colon: false, .. }) => {
                        *key = quoted.then_some(span);
                        if !quoted && let Some(object) = self.objects.get_mut(*object) {
                            object.has_other_content = true;
                        }
                    }
                    _ => self.value(span, reference),
                }
            }
            Token::OpenBlock => self.blocks.push(self.stack.len()),
            Token::ElseBlock => self.unsound |= self.blocks.last().is_none_or(|depth| *depth != self.stack.len()),
            Token::CloseBlock => self.unsound |= self.blocks.pop().is_none_or(|depth| depth != self.stack.len()),
        }
    }

    fn count_top(&mut self) {
        self.values += usize::from(self.stack.is_empty());
    }

    fn open_object(&mut self, at: usize) {
        self.count_top();
        let object = self.objects.len();
        if self.stack.is_empty() && self.blocks.is_empty() {
            self.root = Some(object);
        }
        self.objects.push(Object {
            open: at,
            close: None,
            blocks: self.blocks.len(),
            members: Vec::new(),
            has_other_content: false,
        });
        self.stack.push(Frame::Object { object, key: None, colon: false, comma: None });
    }

    fn close_object(&mut self, object: usize, at: usize) {
        if let Some(object) = self.objects.get_mut(object) {
            object.close = Some(at);
            let span = Span::new(object.open, at + 1);
            self.value(span, None);
        }
    }

    /// Ends a value: if a name waits for it, that is a member.
    fn value(&mut self, span: Span, reference: Option<usize>) {
        let blocks = self.blocks.len();
        if let Some(Frame::Object { object, key, colon, comma }) = self.stack.last_mut()
            && std::mem::take(colon)
            && let Some(key) = key.take()
            && let Some(object) = self.objects.get_mut(*object)
        {
            let comma_before = comma.take();
            object.members.push(Member { key, value: span, reference, comma_before, comma_after: None, blocks });
        }
    }

    fn comma(&mut self, at: usize) {
        if let Some(Frame::Object { object, key, colon, comma }) = self.stack.last_mut() {
            *comma = Some(at);
            *colon = false;
            *key = None;
            if let Some(last) = self.objects.get_mut(*object).and_then(|object| object.members.last_mut())
                && last.comma_after.is_none()
            {
                last.comma_after = Some(at);
            }
        }
    }

    fn finish(self, is_blank: bool, unparsed: Vec<Span>) -> Skeleton {
        let is_sound = !self.unsound && self.stack.is_empty() && self.blocks.is_empty();
        let root = self.root.filter(|_| self.values == 1);
        Skeleton { objects: self.objects, root, is_sound, is_blank, unparsed }
    }
}
