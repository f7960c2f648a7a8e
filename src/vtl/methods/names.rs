//! The names of all methods in the table, numbered when a template is read.

use crate::vtl::value::Value;

macro_rules! names {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// The name of a method in the table.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs)]
        pub enum Name { $($variant),* }

        impl Name {
            const ALL: &[(&str, Name)] = &[$(($name, Name::$variant)),*];

            /// Returns the name as written.
            pub fn as_str(self) -> &'static str {
                match self { $(Name::$variant => $name),* }
            }
        }
    };
}

// In the order of their text: they are found by binary search.
names! {
    Abs = "abs",
    Add = "add",
    AddAll = "addAll",
    And = "and",
    BitCount = "bitCount",
    BitLength = "bitLength",
    BooleanValue = "booleanValue",
    ByteValue = "byteValue",
    CharAt = "charAt",
    CharValue = "charValue",
    Clear = "clear",
    Clone = "clone",
    CodePointAt = "codePointAt",
    Compare = "compare",
    CompareTo = "compareTo",
    CompareToIgnoreCase = "compareToIgnoreCase",
    Concat = "concat",
    Contains = "contains",
    ContainsAll = "containsAll",
    ContainsKey = "containsKey",
    ContainsValue = "containsValue",
    ContentEquals = "contentEquals",
    Divide = "divide",
    DoubleValue = "doubleValue",
    EndsWith = "endsWith",
    EntrySet = "entrySet",
    Equals = "equals",
    EqualsIgnoreCase = "equalsIgnoreCase",
    FloatValue = "floatValue",
    Format = "format",
    Gcd = "gcd",
    Get = "get",
    GetBytes = "getBytes",
    GetCanonicalName = "getCanonicalName",
    GetClass = "getClass",
    GetCount = "getCount",
    GetFirst = "getFirst",
    GetHasNext = "getHasNext",
    GetIndex = "getIndex",
    GetInfo = "getInfo",
    GetKey = "getKey",
    GetLast = "getLast",
    GetName = "getName",
    GetNumericValue = "getNumericValue",
    GetOrDefault = "getOrDefault",
    GetPackageName = "getPackageName",
    GetParent = "getParent",
    GetReplaced = "getReplaced",
    GetSimpleName = "getSimpleName",
    GetTopmost = "getTopmost",
    GetTypeName = "getTypeName",
    GetValue = "getValue",
    HasNext = "hasNext",
    HashCode = "hashCode",
    HighestOneBit = "highestOneBit",
    IndexOf = "indexOf",
    IntValue = "intValue",
    Intern = "intern",
    IsAlphabetic = "isAlphabetic",
    IsArray = "isArray",
    IsBlank = "isBlank",
    IsDigit = "isDigit",
    IsEmpty = "isEmpty",
    IsFinite = "isFinite",
    IsFirst = "isFirst",
    IsInfinite = "isInfinite",
    IsLast = "isLast",
    IsLetter = "isLetter",
    IsLetterOrDigit = "isLetterOrDigit",
    IsLowerCase = "isLowerCase",
    IsNaN = "isNaN",
    IsSpaceChar = "isSpaceChar",
    IsUpperCase = "isUpperCase",
    IsWhitespace = "isWhitespace",
    Iterator = "iterator",
    Join = "join",
    KeySet = "keySet",
    LastIndexOf = "lastIndexOf",
    Length = "length",
    LogicalAnd = "logicalAnd",
    LogicalOr = "logicalOr",
    LogicalXor = "logicalXor",
    LongValue = "longValue",
    LowestOneBit = "lowestOneBit",
    Matches = "matches",
    Max = "max",
    Min = "min",
    Mod = "mod",
    Multiply = "multiply",
    Negate = "negate",
    Next = "next",
    NumberOfLeadingZeros = "numberOfLeadingZeros",
    NumberOfTrailingZeros = "numberOfTrailingZeros",
    ParseBoolean = "parseBoolean",
    ParseDouble = "parseDouble",
    ParseFloat = "parseFloat",
    ParseInt = "parseInt",
    ParseLong = "parseLong",
    Pow = "pow",
    Put = "put",
    PutAll = "putAll",
    PutIfAbsent = "putIfAbsent",
    RegionMatches = "regionMatches",
    Remainder = "remainder",
    Remove = "remove",
    RemoveAll = "removeAll",
    Repeat = "repeat",
    Replace = "replace",
    ReplaceAll = "replaceAll",
    ReplaceFirst = "replaceFirst",
    RetainAll = "retainAll",
    Reverse = "reverse",
    Scale = "scale",
    Set = "set",
    SetValue = "setValue",
    ShortValue = "shortValue",
    Signum = "signum",
    Size = "size",
    Split = "split",
    StartsWith = "startsWith",
    Strip = "strip",
    StripLeading = "stripLeading",
    StripTrailing = "stripTrailing",
    SubList = "subList",
    SubSequence = "subSequence",
    Substring = "substring",
    Subtract = "subtract",
    Sum = "sum",
    ToArray = "toArray",
    ToBinaryString = "toBinaryString",
    ToCharArray = "toCharArray",
    ToHexString = "toHexString",
    ToJsonString = "toJSONString",
    ToLowerCase = "toLowerCase",
    ToOctalString = "toOctalString",
    ToString = "toString",
    ToTitleCase = "toTitleCase",
    ToUpperCase = "toUpperCase",
    Trim = "trim",
    ValueOf = "valueOf",
    Values = "values",
}

impl Name {
    /// Returns every name, in the order of their text.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.iter().map(|(_, name)| *name)
    }

    /// Returns what stands after `prefix` in the names that begin with it.
    pub fn after(prefix: &str) -> impl Iterator<Item = (&'static str, Self)> {
        Self::ALL.iter().filter_map(move |(name, id)| Some((name.strip_prefix(prefix)?, *id)))
    }

    /// Returns the name that is written like this, if it is in the table.
    pub fn of(name: &str) -> Option<Self> {
        let at = Self::ALL.binary_search_by_key(&name, |(name, _)| name).ok()?;
        Self::ALL.get(at).map(|(_, name)| *name)
    }
}

/// Tells whether Java has a method of that name which takes a function in the last place, and throws where `null`
/// stands there: a template has no functions to give.
pub fn needs_function(class: &str, name: &str, arguments: &[Value]) -> bool {
    let count = match name {
        "forEach" | "removeIf" | "replaceAll" => 1,
        "compute" | "computeIfAbsent" | "computeIfPresent" => 2,
        "merge" => 3,
        _ => return false,
    };
    let has = match name {
        "forEach" => class.starts_with("java.util.") || class.ends_with("JSONArray"),
        "removeIf" => class.starts_with("java.util.LinkedHashMap$Linked") || lacking(class, name),
        "replaceAll" => lacking(class, name),
        _ => class == "java.util.LinkedHashMap",
    };
    has && arguments.len() == count && arguments.last().is_some_and(Value::is_null)
}

/// Tells whether Java has a method of that name on that class which is not in the table.
pub fn lacking(class: &str, name: &str) -> bool {
    let names: &[&str] = match class {
        "java.lang.String" => &[
            "chars",
            "codePoints",
            "codePointBefore",
            "codePointCount",
            "copyValueOf",
            "describeConstable",
            "formatted",
            "getChars",
            "indent",
            "lines",
            "offsetByCodePoints",
            "resolveConstantDesc",
            "stripIndent",
            "transform",
            "translateEscapes",
        ],
        "java.util.ArrayList" | "net.minidev.json.JSONArray" | "java.util.ArrayList$SubList" => &[
            "ensureCapacity",
            "forEach",
            "listIterator",
            "merge",
            "parallelStream",
            "removeIf",
            "replaceAll",
            "sort",
            "spliterator",
            "stream",
            "toJSONString",
            "trimToSize",
            "writeJSONString",
        ],
        "java.util.LinkedHashMap" => {
            &["compute", "computeIfAbsent", "computeIfPresent", "forEach", "merge", "replaceAll"]
        }
        "java.lang.Integer" | "java.lang.Long" => &[
            "compareUnsigned",
            "decode",
            "divideUnsigned",
            "getInteger",
            "getLong",
            "parseUnsignedInt",
            "parseUnsignedLong",
            "remainderUnsigned",
            "reverseBytes",
            "rotateLeft",
            "rotateRight",
            "toUnsignedLong",
            "toUnsignedString",
        ],
        "java.lang.Double" => &["doubleToLongBits", "doubleToRawLongBits", "longBitsToDouble"],
        "java.math.BigDecimal" => &["setScale", "stripTrailingZeros", "toEngineeringString", "toPlainString", "round"],
        _ => &[],
    };
    names.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(Name::ALL.is_sorted_by_key(|(name, _)| *name));
        assert_eq!(Name::of("substring"), Some(Name::Substring));
        assert_eq!(Name::of("subString"), None);
    }
}
