//! Tokens: what the lexer cuts a template into.
//!
//! The kinds are those of Velocity 1.7's own grammar, because which characters belong together, and in which state,
//! decides what a template means down to the byte. Nothing here knows what a sequence of tokens means: see the parser.

/// The kinds of token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// The end of the text.
    Eof,
    /// `[` directly after a reference or a member.
    IndexOpen,
    /// `]` of an index.
    IndexClose,
    /// `[` of a list or range.
    ListOpen,
    /// `]` of a list or range.
    ListClose,
    Comma,
    /// `..` of a range.
    DoubleDot,
    Colon,
    /// `{` of a map.
    MapOpen,
    /// `}` of a map.
    MapClose,
    ParenOpen,
    /// `)` of a directive, with the blanks and the line break that follow it.
    ParenClose,
    /// `)` of a method call.
    CallClose,
    /// `\#name`: a directive's name that is meant as text.
    EscapedDirective,
    /// `#set(` with the blanks before it.
    Set,
    /// `##`.
    LineComment,
    /// `\\`.
    DoubleEscape,
    /// A `\` that escapes nothing.
    Escape,
    Text,
    /// The line break that ends a `##` comment.
    LineCommentEnd,
    /// The end of a `#** … *#` comment.
    FormalCommentEnd,
    /// The end of a `#* … *#` comment.
    BlockCommentEnd,
    /// A whole `#[[ … ]]#`.
    Unparsed,
    Whitespace,
    /// A text in single or double quotes, quotes included.
    StringLiteral,
    True,
    False,
    Minus,
    Plus,
    Multiply,
    Divide,
    Modulus,
    And,
    Or,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    Not,
    /// `=`.
    Assign,
    /// `#end` with the blanks and the line break that follow it.
    End,
    If,
    ElseIf,
    /// `#else` with the blanks and the line break that follow it.
    Else,
    Integer,
    Float,
    /// `#name`, or a bare word among a directive's arguments.
    Word,
    /// `#{name}`.
    BracketedWord,
    /// `$name`, or a name after a dot.
    Identifier,
    /// The `.` before a member.
    Dot,
    /// `${`, with what precedes it.
    CurlyOpen,
    /// `}` of a formal reference.
    CurlyClose,
    /// `$[`, `$![`, `$\![` and `$.`, which are text.
    EmptyIndex,
    /// Text that no rule of the current state fits: the original gives up here.
    Invalid,
}

impl Kind {
    /// Returns how to name the token in a message.
    pub(super) fn describe(self) -> Option<&'static str> {
        Some(match self {
            Self::Eof => "the end of the template",
            Self::Whitespace => "a blank",
            Self::StringLiteral => "a text in quotes",
            Self::Integer | Self::Float => "a number",
            Self::Word | Self::BracketedWord => "a word",
            Self::Identifier | Self::CurlyOpen => "a reference",
            Self::End => "`#end`",
            Self::If => "`#if`",
            Self::Else => "`#else`",
            Self::ElseIf => "`#elseif`",
            Self::Set => "`#set`",
            Self::Assign => "`=`",
            Self::Comma => "a comma",
            Self::Colon => "a colon",
            Self::ParenOpen => "`(`",
            Self::ParenClose | Self::CallClose => "`)`",
            Self::ListOpen | Self::IndexOpen => "`[`",
            Self::ListClose | Self::IndexClose => "`]`",
            Self::MapOpen => "`{`",
            Self::MapClose | Self::CurlyClose => "`}`",
            Self::LineComment => "a comment",
            Self::True | Self::False => "a truth value",
            _ => return None,
        })
    }
}

/// A token: its kind, its text by place, and what was skipped before it but is printed with it.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// First byte of the token's text. May move forward: a reference drops the backslashes before its `$`.
    pub(super) start: u32,
    /// One past the last byte.
    pub(super) end: u32,
    /// What stood before the token, turned out to be nothing special, and is printed in front of it: `$` and `#`.
    pub(super) before: Option<Box<str>>,
}
