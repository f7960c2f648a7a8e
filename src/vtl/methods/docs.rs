//! What the methods are for people: parameters, result, meaning. Completion and hover read it.
//!
//! A test calls every row, and calls every method of the table without a row in vain: the two cannot drift apart.

use super::Name;
use crate::text::distance;

/// A method as people read it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MethodDoc {
    /// The method.
    pub name: Name,
    /// Its parameters with their types, joined by commas: `int beginIndex, int endIndex`.
    pub parameters: &'static str,
    /// The type of its result.
    pub returns: &'static str,
    /// What it does, in a sentence.
    pub description: &'static str,
    receiver: Receiver,
}

impl MethodDoc {
    /// Returns the method with its parameters and its result: `substring(int beginIndex): String`.
    pub fn signature(&self) -> String {
        format!("{}({}): {}", self.name.as_str(), self.parameters, self.returns)
    }

    /// Returns the parameters' names.
    pub fn parameter_names(&self) -> impl Iterator<Item = &'static str> {
        let parameters = self.parameters.split(',').filter(|parameter| !parameter.trim().is_empty());
        parameters.map(|parameter| parameter.trim().rsplit([' ', '.']).next().unwrap_or(""))
    }

    /// Returns how a property reads it: `index` for `getIndex()`, `first` for `isFirst()`.
    pub fn property(&self) -> Option<String> {
        let name = self.name.as_str();
        let rest = name.strip_prefix("get").or_else(|| name.strip_prefix("is"))?;
        let mut letters = rest.chars();
        let first = letters.next().filter(|_| self.parameters.is_empty())?;
        Some(first.to_lowercase().chain(letters).collect())
    }
}

/// Returns the methods of a Java class that this engine has, the class's own first.
pub fn documented(class: &str) -> impl Iterator<Item = &'static MethodDoc> {
    let receivers = receivers(class);
    receivers.iter().flat_map(|receiver| DOCS.iter().filter(move |row| row.receiver == *receiver))
}

/// Returns the method that was most likely meant by a name which a class does not have.
pub fn nearest(class: &str, name: &str) -> Option<Name> {
    let has = |wanted: Name| documented(class).map(|row| row.name).find(|known| *known == wanted);
    // What other languages call it.
    let called = match name {
        "length" | "count" | "len" => has(Name::Size).or_else(|| has(Name::Length)),
        "size" => has(Name::Length),
        "includes" => has(Name::Contains),
        "append" | "push" => has(Name::Add).or_else(|| has(Name::Concat)),
        "keys" => has(Name::KeySet),
        "entries" => has(Name::EntrySet),
        "upper" => has(Name::ToUpperCase),
        "lower" => has(Name::ToLowerCase),
        _ => None,
    };
    let lower = name.to_lowercase();
    called.or_else(|| {
        let scored = documented(class).map(|row| (distance(&lower, &row.name.as_str().to_lowercase()), row.name));
        scored
            .min_by_key(|(distance, _)| *distance)
            .filter(|(distance, _)| *distance <= 1 + name.len() / 6)
            .map(|found| found.1)
    })
}

/// Returns how the method `name` of a class may be called: `substring(int beginIndex): String`.
pub fn signatures(class: &str, name: &str) -> Vec<String> {
    documented(class).filter(|row| row.name.as_str() == name).map(MethodDoc::signature).collect()
}

/// What values have a method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Receiver {
    Any,
    Text,
    Number,
    Int,
    Long,
    Double,
    Exact,
    Bool,
    Char,
    /// Lists, sets and views of maps.
    Collection,
    /// What has positions: lists and arrays.
    List,
    /// Lists that came from a body.
    Json,
    Map,
    Entry,
    Loop,
    Iterator,
    Class,
}

fn receivers(class: &str) -> &'static [Receiver] {
    use Receiver::{
        Any, Bool, Char, Class, Collection, Double, Entry, Exact, Int, Iterator, Json, List, Long, Loop, Map, Number,
        Text,
    };
    match class {
        "java.lang.String" => &[Text, Any],
        "java.lang.Integer" => &[Int, Number, Any],
        "java.lang.Long" => &[Long, Number, Any],
        "java.lang.Double" | "java.lang.Float" => &[Double, Number, Any],
        "java.lang.Byte" | "java.lang.Short" => &[Number, Any],
        "java.math.BigInteger" | "java.math.BigDecimal" => &[Exact, Number, Any],
        "java.lang.Boolean" => &[Bool, Any],
        "java.lang.Character" => &[Char, Any],
        "net.minidev.json.JSONArray" => &[List, Collection, Json, Any],
        "java.util.LinkedHashMap" => &[Map, Any],
        "java.util.LinkedHashMap$Entry" => &[Entry, Any],
        "org.apache.velocity.runtime.directive.ForeachScope" => &[Loop, Any],
        "java.util.ArrayList$Itr" => &[Iterator, Any],
        "java.lang.Class" => &[Class, Any],
        class if class.starts_with("java.util.LinkedHashMap$") => &[Collection, Any],
        class if class.starts_with('[') || class.starts_with("java.util.ArrayList") => &[List, Collection, Any],
        _ => &[],
    }
}

macro_rules! docs {
    ($($receiver:ident { $($name:ident($parameters:literal) -> $returns:literal, $description:literal;)* })*) => {
        const DOCS: &[MethodDoc] = &[$($(MethodDoc {
            name: Name::$name,
            parameters: $parameters,
            returns: $returns,
            description: $description,
            receiver: Receiver::$receiver,
        },)*)*];
    };
}

// Those that templates use most come first. Facts: Java's API documentation; what is left out, `lacking` names.
docs! {
    Text {
        Length("") -> "int", "The number of UTF-16 units.";
        IsEmpty("") -> "boolean", "True if there is no character.";
        Substring("int beginIndex") -> "String", "What stands from the index on, counted from 0.";
        Substring("int beginIndex, int endIndex") -> "String", "What stands from the first index up to the second, without it.";
        Replace("String target, String replacement") -> "String", "Every occurrence of a text replaced; no regular expression.";
        Replace("char oldChar, char newChar") -> "String", "Every occurrence of a character replaced.";
        ReplaceAll("String regex, String replacement") -> "String", "Every match of a regular expression replaced; $1 is its first group.";
        ReplaceFirst("String regex, String replacement") -> "String", "The first match of a regular expression replaced.";
        Contains("String text") -> "boolean", "True if the text occurs in it.";
        StartsWith("String prefix") -> "boolean", "True if it begins with the text.";
        StartsWith("String prefix, int from") -> "boolean", "True if the text stands at that index.";
        EndsWith("String suffix") -> "boolean", "True if it ends with the text.";
        EqualsIgnoreCase("String other") -> "boolean", "True if both are the same but for upper and lower case.";
        Split("String regex") -> "String[]", "The parts between the matches of a regular expression; empty ones at the end are dropped.";
        Split("String regex, int limit") -> "String[]", "At most so many parts; with a negative limit none is dropped.";
        Trim("") -> "String", "Without blanks and control characters at both ends.";
        ToLowerCase("") -> "String", "In lower case.";
        ToUpperCase("") -> "String", "In upper case.";
        IndexOf("String text") -> "int", "Where the text first occurs, counted from 0; -1 if it does not.";
        IndexOf("String text, int from") -> "int", "Where the text first occurs from an index on.";
        LastIndexOf("String text") -> "int", "Where the text last occurs; -1 if it does not.";
        LastIndexOf("String text, int from") -> "int", "Where the text last occurs up to an index.";
        Matches("String regex") -> "boolean", "True if the regular expression fits the whole text.";
        Concat("String other") -> "String", "Both texts one after the other.";
        CharAt("int index") -> "char", "The UTF-16 unit at the index.";
        CompareTo("String other") -> "int", "Negative, 0 or positive: before, equal or after in the order of UTF-16 units.";
        CompareToIgnoreCase("String other") -> "int", "The same, upper and lower case alike.";
        ContentEquals("String other") -> "boolean", "True if both are the same text.";
        Repeat("int count") -> "String", "The text so many times in a row.";
        IsBlank("") -> "boolean", "True if there is nothing but blanks.";
        Strip("") -> "String", "Without blanks at both ends.";
        StripLeading("") -> "String", "Without blanks at the start.";
        StripTrailing("") -> "String", "Without blanks at the end.";
        SubSequence("int start, int end") -> "String", "What stands from the first index up to the second, without it.";
        RegionMatches("int offset, String other, int otherOffset, int length") -> "boolean", "True if so many units are the same in both.";
        RegionMatches("boolean ignoreCase, int offset, String other, int otherOffset, int length") -> "boolean", "True if so many units are the same in both, upper and lower case alike if asked.";
        Format("String pattern, Object... values") -> "String", "The pattern with %s, %d and so on filled in; what it is called on does not matter.";
        Join("String separator, Collection items") -> "String", "The items with the separator between them; what it is called on does not matter.";
        ValueOf("Object value") -> "String", "The value as text; what it is called on does not matter.";
        ToCharArray("") -> "char[]", "Its UTF-16 units.";
        GetBytes("") -> "byte[]", "Its bytes in UTF-8.";
        GetBytes("String charset") -> "byte[]", "Its bytes in a character set.";
        CodePointAt("int index") -> "int", "The code of the character at the index.";
        Intern("") -> "String", "The same text.";
    }
    Number {
        IntValue("") -> "int", "As an int; decimals are cut off.";
        LongValue("") -> "long", "As a long; decimals are cut off.";
        DoubleValue("") -> "double", "As a double.";
        FloatValue("") -> "float", "As a float.";
        ShortValue("") -> "short", "Its lowest 16 bits.";
        ByteValue("") -> "byte", "Its lowest 8 bits.";
        CompareTo("Number other") -> "int", "Negative, 0 or positive; the other must be of the same type.";
    }
    Int {
        ParseInt("String text") -> "int", "Reads an int; fails the rendering for other texts. What it is called on does not matter.";
        ParseInt("String text, int radix") -> "int", "Reads an int in another base.";
        ValueOf("String text") -> "Integer", "Reads an int, as parseInt does.";
        ValueOf("String text, int radix") -> "Integer", "Reads an int in another base.";
        ToString("int value") -> "String", "The given number as text.";
        ToString("int value, int radix") -> "String", "The given number in another base.";
        ToHexString("int value") -> "String", "The given number in base 16.";
        ToOctalString("int value") -> "String", "The given number in base 8.";
        ToBinaryString("int value") -> "String", "The given number in base 2.";
        Max("int a, int b") -> "int", "The greater of two.";
        Min("int a, int b") -> "int", "The smaller of two.";
        Sum("int a, int b") -> "int", "The sum of two.";
        Compare("int a, int b") -> "int", "-1, 0 or 1.";
        Signum("int value") -> "int", "-1, 0 or 1: the sign.";
        HashCode("int value") -> "int", "The given number.";
        BitCount("int value") -> "int", "How many bits are 1.";
        Reverse("int value") -> "int", "The bits in the opposite order.";
        HighestOneBit("int value") -> "int", "The highest bit that is 1.";
        LowestOneBit("int value") -> "int", "The lowest bit that is 1.";
        NumberOfLeadingZeros("int value") -> "int", "How many bits before the highest 1.";
        NumberOfTrailingZeros("int value") -> "int", "How many bits after the lowest 1.";
    }
    Long {
        ParseLong("String text") -> "long", "Reads a long; fails the rendering for other texts. What it is called on does not matter.";
        ParseLong("String text, int radix") -> "long", "Reads a long in another base.";
        ValueOf("String text") -> "Long", "Reads a long, as parseLong does.";
        ValueOf("String text, int radix") -> "Long", "Reads a long in another base.";
        ToString("long value") -> "String", "The given number as text.";
        ToString("long value, int radix") -> "String", "The given number in another base.";
        ToHexString("long value") -> "String", "The given number in base 16.";
        ToOctalString("long value") -> "String", "The given number in base 8.";
        ToBinaryString("long value") -> "String", "The given number in base 2.";
        Max("long a, long b") -> "long", "The greater of two.";
        Min("long a, long b") -> "long", "The smaller of two.";
        Sum("long a, long b") -> "long", "The sum of two.";
        Compare("long a, long b") -> "int", "-1, 0 or 1.";
        Signum("long value") -> "int", "-1, 0 or 1: the sign.";
        HashCode("long value") -> "int", "A number made of all its bits.";
        BitCount("long value") -> "int", "How many bits are 1.";
    }
    Double {
        ParseDouble("String text") -> "double", "Reads a decimal; fails the rendering for other texts. What it is called on does not matter.";
        ValueOf("String text") -> "Double", "Reads a decimal, as parseDouble does.";
        ToString("double value") -> "String", "The given number as text.";
        IsNaN("") -> "boolean", "True if it is not a number.";
        IsNaN("double value") -> "boolean", "True if the given one is not a number.";
        IsInfinite("") -> "boolean", "True if it is infinite.";
        IsInfinite("double value") -> "boolean", "True if the given one is infinite.";
        IsFinite("double value") -> "boolean", "True if the given one is finite.";
        Max("double a, double b") -> "double", "The greater of two.";
        Min("double a, double b") -> "double", "The smaller of two.";
        Sum("double a, double b") -> "double", "The sum of two.";
        Compare("double a, double b") -> "int", "-1, 0 or 1.";
    }
    Exact {
        Add("Number other") -> "Number", "The sum; both of one type.";
        Subtract("Number other") -> "Number", "The difference; both of one type.";
        Multiply("Number other") -> "Number", "The product; both of one type.";
        Max("Number other") -> "Number", "The greater of both.";
        Min("Number other") -> "Number", "The smaller of both.";
        Abs("") -> "Number", "Without its sign.";
        Negate("") -> "Number", "With the opposite sign.";
        Signum("") -> "int", "-1, 0 or 1: the sign.";
    }
    Bool {
        BooleanValue("") -> "boolean", "Itself.";
        CompareTo("boolean other") -> "int", "Negative, 0 or positive: false comes before true.";
        ParseBoolean("String text") -> "boolean", "True for the text true in any case. What it is called on does not matter.";
        ValueOf("String text") -> "Boolean", "True for the text true in any case.";
        ToString("boolean value") -> "String", "The given value as text.";
        LogicalAnd("boolean a, boolean b") -> "boolean", "True if both are.";
        LogicalOr("boolean a, boolean b") -> "boolean", "True if one is.";
        LogicalXor("boolean a, boolean b") -> "boolean", "True if exactly one is.";
        Compare("boolean a, boolean b") -> "int", "-1, 0 or 1.";
    }
    Char {
        CharValue("") -> "char", "Itself.";
        CompareTo("char other") -> "int", "Negative, 0 or positive.";
        IsDigit("char c") -> "boolean", "True for a digit. What it is called on does not matter.";
        IsLetter("char c") -> "boolean", "True for a letter.";
        IsLetterOrDigit("char c") -> "boolean", "True for a letter or digit.";
        IsAlphabetic("int code") -> "boolean", "True for a letter.";
        IsUpperCase("char c") -> "boolean", "True in upper case.";
        IsLowerCase("char c") -> "boolean", "True in lower case.";
        IsWhitespace("char c") -> "boolean", "True for a blank.";
        IsSpaceChar("char c") -> "boolean", "True for a space.";
        ToUpperCase("char c") -> "char", "In upper case.";
        ToLowerCase("char c") -> "char", "In lower case.";
        ToTitleCase("char c") -> "char", "In title case.";
        ToString("char c") -> "String", "The given character as text.";
        ValueOf("char c") -> "Character", "The given character.";
        GetNumericValue("char c") -> "int", "The number that a digit or letter stands for; -1 if none.";
        HashCode("char c") -> "int", "The character's code.";
    }
    Collection {
        Size("") -> "int", "How many elements there are.";
        IsEmpty("") -> "boolean", "True if there is no element.";
        Contains("Object item") -> "boolean", "True if the item is an element.";
        ContainsAll("Collection items") -> "boolean", "True if all items are elements.";
        Iterator("") -> "Iterator", "Goes over the elements.";
        ToArray("") -> "Object[]", "The elements as an array.";
        Add("Object item") -> "boolean", "Puts an element at the end. It prints true: write #set($done = …).";
        AddAll("Collection items") -> "boolean", "Puts all items at the end.";
        Remove("Object item") -> "boolean", "Takes the first such element out.";
        RemoveAll("Collection items") -> "boolean", "Takes out all that are among the items.";
        RetainAll("Collection items") -> "boolean", "Takes out all that are not among the items.";
        Clear("") -> "void", "Takes everything out.";
    }
    List {
        Get("int index") -> "Object", "The element at the index, counted from 0; fails the rendering beyond the end.";
        Set("int index, Object item") -> "Object", "Replaces the element at the index and returns the old one.";
        Add("int index, Object item") -> "void", "Puts an element at the index.";
        AddAll("int index, Collection items") -> "boolean", "Puts all items at the index.";
        Remove("int index") -> "Object", "Takes out the element at the index and returns it.";
        IndexOf("Object item") -> "int", "Where the item first stands; -1 if it does not.";
        LastIndexOf("Object item") -> "int", "Where the item last stands; -1 if it does not.";
        SubList("int from, int to") -> "List", "The elements from the first index up to the second, without it.";
        Clone("") -> "List", "Another list with the same elements.";
    }
    Json {
        ToJsonString("") -> "String", "The list as JSON text.";
    }
    Map {
        Get("Object key") -> "Object", "The value of the key; nothing if there is no such key.";
        KeySet("") -> "Set", "The keys, in order.";
        EntrySet("") -> "Set", "The members, each with key and value.";
        Values("") -> "Collection", "The values, in order.";
        ContainsKey("Object key") -> "boolean", "True if there is such a key, whatever its value.";
        ContainsValue("Object value") -> "boolean", "True if some key has that value.";
        Size("") -> "int", "How many members there are.";
        IsEmpty("") -> "boolean", "True if there is no member.";
        GetOrDefault("Object key, Object fallback") -> "Object", "The value of the key, or the fallback if there is no such key.";
        Put("Object key, Object value") -> "Object", "Sets a member and returns the old value. It prints it: write #set($done = …).";
        PutIfAbsent("Object key, Object value") -> "Object", "Sets a member unless there is one.";
        PutAll("Map members") -> "void", "Sets all members of another map.";
        Remove("Object key") -> "Object", "Takes a member out and returns its value.";
        Remove("Object key, Object value") -> "boolean", "Takes a member out if it has that value.";
        Replace("Object key, Object value") -> "Object", "Sets a member only if there is one.";
        Replace("Object key, Object oldValue, Object newValue") -> "boolean", "Sets a member only if it has the old value.";
        Clear("") -> "void", "Takes everything out.";
        Clone("") -> "Map", "Another map with the same members.";
    }
    Entry {
        GetKey("") -> "Object", "The key.";
        GetValue("") -> "Object", "The value.";
        SetValue("Object value") -> "Object", "Sets the value and returns the old one.";
    }
    Loop {
        GetIndex("") -> "int", "The round, counted from 0.";
        GetCount("") -> "int", "The round, counted from 1.";
        HasNext("") -> "boolean", "True if another round follows: where a comma is needed.";
        GetHasNext("") -> "boolean", "True if another round follows.";
        IsFirst("") -> "boolean", "True in the first round.";
        GetFirst("") -> "boolean", "True in the first round.";
        IsLast("") -> "boolean", "True in the last round.";
        GetLast("") -> "boolean", "True in the last round.";
        GetParent("") -> "ForeachScope", "The loop around this one.";
        GetTopmost("") -> "ForeachScope", "The outermost loop.";
        GetReplaced("") -> "Object", "What $foreach was before the loop.";
        GetInfo("") -> "Info", "What is known of the directive: depth, name, type.";
        Get("Object key") -> "Object", "What the template has put into $foreach.";
    }
    Iterator {
        HasNext("") -> "boolean", "True if there is another element.";
        Next("") -> "Object", "The next element.";
    }
    Class {
        GetName("") -> "String", "The class's full name.";
        GetSimpleName("") -> "String", "The class's name without its package.";
        GetTypeName("") -> "String", "The class's full name.";
        GetCanonicalName("") -> "String", "The class's full name.";
        GetPackageName("") -> "String", "The class's package.";
        IsArray("") -> "boolean", "True for an array.";
    }
    Any {
        ToString("") -> "String", "As text.";
        Equals("Object other") -> "boolean", "True if both are equal and of one type.";
        HashCode("") -> "int", "A number made of the value, as Java makes it.";
        GetClass("") -> "Class", "The value's Java class.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vtl::methods::{Outcome, Tools, call};
    use crate::vtl::number::{Decimal, Number};
    use crate::vtl::value::{Cursor, Data, List, ListKind, Map, MapKind, Value};
    use std::collections::BTreeSet;
    use std::rc::Rc;

    fn list(kind: ListKind) -> Value {
        Data::List(Rc::new(List::new(kind, vec![Value::text("a"), Value::text("b")]))).into()
    }

    fn map() -> Value {
        Data::Map(Rc::new(Map::new(MapKind::Linked, [(Value::text("a"), Value::int(1))]))).into()
    }

    fn view(name: Name) -> Value {
        match call(&map(), name, &[], &mut tools()) {
            Ok(Outcome::Value(value)) => value,
            other => panic!("{other:?}"),
        }
    }

    fn tools() -> Tools {
        Tools::new(None, 1 << 20, 1 << 20)
    }

    /// A value of each receiver, new each time since methods change some.
    fn specimens() -> Vec<Value> {
        let number = |number: Number| Value::from(Data::Number(number));
        let items = Rc::new(List::new(ListKind::ArrayList, vec![Value::int(1)]));
        let cursor = Cursor::over(items);
        vec![
            Value::text("text"),
            Value::int(1),
            number(Number::Long(1)),
            number(Number::Double(1.5)),
            number(Number::big(1.into())),
            number(Number::decimal(Decimal::parse("1.5").expect("a decimal"))),
            Value::bool(true),
            Data::Char(65).into(),
            list(ListKind::ArrayList),
            list(ListKind::Json),
            view(Name::KeySet),
            map(),
            Data::Iterator(Rc::new(cursor)).into(),
            Data::Class("java.lang.String".into()).into(),
        ]
    }

    /// Values that fit a parameter of the type, given what the method is called on.
    fn arguments(parameter: &str, receiver: &Value) -> Vec<Value> {
        let kind = parameter.trim().split(' ').next().unwrap_or("");
        vec![match kind {
            "int" => Value::int(1),
            "long" => Data::Number(Number::Long(1)).into(),
            "double" => Data::Number(Number::Double(1.0)).into(),
            "boolean" => Value::bool(true),
            "char" => Data::Char(97).into(),
            "Number" => receiver.clone(),
            "Collection" => list(ListKind::ArrayList),
            "Map" => map(),
            "String" if parameter.ends_with("charset") => Value::text("UTF-8"),
            "String" => Value::text("1"),
            _ => Value::text("a"),
        }]
    }

    #[test]
    fn every_row_can_be_called() {
        let mut called = 0;
        for index in 0..specimens().len() {
            let class = specimens()[index].class_name().to_owned();
            for row in documented(&class) {
                let receiver = specimens().swap_remove(index);
                let parameters = row.parameters.split(',').filter(|parameter| !parameter.is_empty());
                let values: Vec<Value> = parameters.flat_map(|parameter| arguments(parameter, &receiver)).collect();
                let outcome = call(&receiver, row.name, &values, &mut tools());
                assert!(!matches!(outcome, Ok(Outcome::Missing)), "{class}.{}", row.signature());
                called += 1;
            }
        }
        assert!(called > 250, "{called}");
    }

    #[test]
    fn every_method_has_a_row() {
        let samples = [
            Value::text("1"),
            Value::int(1),
            Value::bool(true),
            Data::Char(97).into(),
            list(ListKind::ArrayList),
            map(),
            Data::Number(Number::Double(1.0)).into(),
        ];
        let mut lists: Vec<Vec<Value>> = vec![Vec::new()];
        lists.extend(samples.iter().map(|one| vec![one.clone()]));
        lists.extend(samples.iter().flat_map(|a| samples.iter().map(|b| vec![a.clone(), b.clone()])));
        let mut undocumented = BTreeSet::new();
        for index in 0..specimens().len() {
            for name in Name::all() {
                for values in &lists {
                    let receiver = specimens().swap_remove(index);
                    let class = receiver.class_name().to_owned();
                    let is_class = matches!(receiver.data, Data::Class(_));
                    let fits =
                        matches!(call(&receiver, name, values, &mut tools()), Ok(Outcome::Value(_) | Outcome::Void));
                    // A class reaches what is static on its objects; those are told where they are.
                    if fits && !is_class && documented(&class).all(|row| row.name != name) {
                        undocumented.insert(format!("{class}.{}", name.as_str()));
                    }
                }
            }
        }
        assert_eq!(undocumented, BTreeSet::new());
    }

    #[test]
    fn a_getter_has_a_property() {
        let property =
            |class: &str, name: Name| documented(class).find(|row| row.name == name).and_then(MethodDoc::property);
        let scope = "org.apache.velocity.runtime.directive.ForeachScope";
        assert_eq!(property(scope, Name::GetIndex).as_deref(), Some("index"));
        assert_eq!(property(scope, Name::IsFirst).as_deref(), Some("first"));
        assert_eq!(property(scope, Name::HasNext), None);
        assert_eq!(property(scope, Name::Get), None);
        assert_eq!(property("java.lang.String", Name::IsEmpty).as_deref(), Some("empty"));
    }
}
