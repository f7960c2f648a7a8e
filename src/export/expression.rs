//! What an argument is set to, for formats that are code: Terraform and TypeScript.

use crate::apigw::integration::MappingTemplate;
use crate::apigw::request::Pairs;

/// A value in code.
#[derive(Clone, PartialEq, Debug)]
pub enum Expression {
    /// A text, which the format quotes.
    Text(String),
    /// Code, as it stands: `var.stage_name`.
    Code(String),
    /// A list.
    List(Vec<Expression>),
    /// An object.
    Object(Vec<(String, Expression)>),
}

impl Expression {
    /// Makes a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Makes code.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code(code.into())
    }

    /// Makes a list of texts.
    pub fn texts(texts: &[String]) -> Self {
        Self::List(texts.iter().map(Self::text).collect())
    }

    /// Makes an object of texts.
    pub fn pairs(pairs: &Pairs) -> Self {
        Self::Object(pairs.iter().map(|(name, value)| (name.clone(), Self::text(value))).collect())
    }

    /// Makes an object of templates by their content types.
    pub fn templates(templates: &[MappingTemplate]) -> Self {
        Self::Object(templates.iter().map(|one| (one.content_type.clone(), Self::text(&*one.text))).collect())
    }
}
