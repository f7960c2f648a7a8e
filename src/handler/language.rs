//! The languages of handlers.

/// A language of handlers, or one of the two ways of writing Python.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Language {
    /// Python, with nothing but its own library.
    #[default]
    Python,
    /// Python with Powertools for AWS Lambda.
    PythonPowertools,
    /// JavaScript on Node.js, as an ES module.
    NodeJs,
    /// TypeScript with `@types/aws-lambda`.
    TypeScript,
    /// Java with `aws-lambda-java-events`.
    Java,
    /// Go with `aws-lambda-go`.
    Go,
    /// Rust with `lambda_runtime` and `aws_lambda_events`.
    Rust,
    /// C# with `Amazon.Lambda.APIGatewayEvents`.
    CSharp,
    /// Ruby.
    Ruby,
}

impl Language {
    /// Every language, in the order shown.
    pub const ALL: [Self; 9] = [
        Self::Python,
        Self::PythonPowertools,
        Self::NodeJs,
        Self::TypeScript,
        Self::Java,
        Self::Go,
        Self::Rust,
        Self::CSharp,
        Self::Ruby,
    ];

    /// Returns the word used in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::PythonPowertools => "python-powertools",
            Self::NodeJs => "node",
            Self::TypeScript => "typescript",
            Self::Java => "java",
            Self::Go => "go",
            Self::Rust => "rust",
            Self::CSharp => "csharp",
            Self::Ruby => "ruby",
        }
    }

    /// Returns the language that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == word)
    }

    /// Returns the name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::PythonPowertools => "Python, Powertools",
            Self::NodeJs => "Node.js",
            Self::TypeScript => "TypeScript",
            Self::Java => "Java",
            Self::Go => "Go",
            Self::Rust => "Rust",
            Self::CSharp => "C#",
            Self::Ruby => "Ruby",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_the_language() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.as_str()), Some(language));
        }
        assert_eq!(Language::parse("cobol"), None);
    }
}
