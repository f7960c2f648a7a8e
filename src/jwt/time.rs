//! The calendar: instants as dates, in the spellings that API Gateway uses, and distances in words.
//!
//! Instants are seconds since 1970-01-01 00:00:00 UTC, without leap seconds, as in a token's NumericDate.
//! Everything is pure: whoever wants to know about "now" passes it in.

const SECONDS_PER_DAY: i64 = 86_400;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// An instant as a date and a time of day in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Utc {
    /// Year of the Gregorian calendar; 0 is 1 BC.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
    /// Second, 0 to 59.
    pub second: u8,
}

impl Utc {
    /// Returns the date and time of `epoch_s`.
    pub fn from_epoch(epoch_s: i64) -> Self {
        let second_of_day = epoch_s.rem_euclid(SECONDS_PER_DAY);
        // Years are counted from March, so that the leap day is the last of its year, and in eras of 400
        // years, which all have the same number of days.
        let days = epoch_s.div_euclid(SECONDS_PER_DAY) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Self {
            year: era * 400 + year_of_era + i64::from(month <= 2),
            month: month as u8,
            day: day as u8,
            hour: (second_of_day / 3_600) as u8,
            minute: (second_of_day / 60 % 60) as u8,
            second: (second_of_day % 60) as u8,
        }
    }

    /// Returns the instant; `None` if the date does not exist or is beyond what 64 bits count.
    pub fn epoch(self) -> Option<i64> {
        let month = i64::from(self.month);
        let year = self.year.checked_sub(i64::from(month <= 2))?;
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era.checked_mul(146_097)?.checked_add(day_of_era)?.checked_sub(719_468)?;
        let second_of_day = i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60 + i64::from(self.second);
        let epoch_s = days.checked_mul(SECONDS_PER_DAY)?.checked_add(second_of_day)?;
        (Self::from_epoch(epoch_s) == self).then_some(epoch_s)
    }

    /// Returns the three-letter name of the day of the week: `Mon`.
    pub fn weekday(self) -> &'static str {
        // 1970-01-01 was a Thursday.
        let days = self.epoch().unwrap_or(0).div_euclid(SECONDS_PER_DAY);
        WEEKDAYS[(days + 4).rem_euclid(7) as usize]
    }

    /// Returns the three-letter name of the month: `Jun`.
    pub fn month_name(self) -> &'static str {
        MONTHS.get(usize::from(self.month).wrapping_sub(1)).copied().unwrap_or("???")
    }
}

/// Returns the date for people: `2026-06-15 05:56:21 UTC`.
pub fn utc_text(epoch_s: i64) -> String {
    let Utc { year, month, day, hour, minute, second } = Utc::from_epoch(epoch_s);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// Returns the date as in ISO 8601 and RFC 3339: `2026-06-15T05:56:21Z`.
pub fn iso8601(epoch_s: i64) -> String {
    let Utc { year, month, day, hour, minute, second } = Utc::from_epoch(epoch_s);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Returns the date as Java's `Date.toString` prints it: `Mon Jun 15 05:56:21 UTC 2026`.
///
/// A REST API hands a Cognito token's `exp` and `iat` to the function in this form (recorded on AWS).
pub fn java_date(epoch_s: i64) -> String {
    let utc = Utc::from_epoch(epoch_s);
    let Utc { year, day, hour, minute, second, .. } = utc;
    format!("{} {} {day:02} {hour:02}:{minute:02}:{second:02} UTC {year:04}", utc.weekday(), utc.month_name())
}

/// Returns the instant that [`java_date`] prints as `text`; `None` for any other text.
pub fn parse_java_date(text: &str) -> Option<i64> {
    let mut words = text.split(' ');
    let mut next = || words.next();
    let (weekday, month, day, time, zone, year) = (next()?, next()?, next()?, next()?, next()?, next()?);
    let (hour, rest) = time.split_once(':')?;
    let (minute, second) = rest.split_once(':')?;
    let utc = Utc {
        year: year.parse().ok()?,
        month: month_number(month)?,
        day: day.parse().ok()?,
        hour: hour.parse().ok()?,
        minute: minute.parse().ok()?,
        second: second.parse().ok()?,
    };
    let fits = words.next().is_none() && zone == "UTC" && utc.weekday() == weekday;
    if fits { utc.epoch() } else { None }
}

/// Returns the date as `$context.requestTime` has it: `04/Apr/2023:18:39:39 +0000` (recorded on AWS).
pub fn request_time(epoch_s: i64) -> String {
    let utc = Utc::from_epoch(epoch_s);
    let Utc { year, day, hour, minute, second, .. } = utc;
    format!("{day:02}/{}/{year:04}:{hour:02}:{minute:02}:{second:02} +0000", utc.month_name())
}

/// Returns the instant that [`request_time`] prints as `text`; `None` for any other text.
pub fn parse_request_time(text: &str) -> Option<i64> {
    let (date, zone) = text.split_once(' ')?;
    let mut words = date.split(['/', ':']);
    let mut next = || words.next();
    let (day, month, year, hour, minute, second) = (next()?, next()?, next()?, next()?, next()?, next()?);
    let utc = Utc {
        year: year.parse().ok()?,
        month: month_number(month)?,
        day: day.parse().ok()?,
        hour: hour.parse().ok()?,
        minute: minute.parse().ok()?,
        second: second.parse().ok()?,
    };
    if zone == "+0000" && words.next().is_none() { utc.epoch() } else { None }
}

/// Returns a distance in words, rounded down: `42 minutes`, `3 days`, `1 second`.
///
/// The unit is the largest that still tells well: 80 minutes rather than 1 hour.
pub fn duration_words(seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 3_600;
    const DAY: u64 = 86_400;
    // A mean month and year of the Gregorian calendar.
    const MONTH: u64 = 2_629_746;
    const YEAR: u64 = 31_556_952;
    let (count, unit) = match seconds {
        0..90 => (seconds, "second"),
        90..5_400 => (seconds / MINUTE, "minute"),
        5_400..129_600 => (seconds / HOUR, "hour"),
        129_600..5_184_000 => (seconds / DAY, "day"),
        5_184_000..63_113_904 => (seconds / MONTH, "month"),
        _ => (seconds / YEAR, "year"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

fn month_number(name: &str) -> Option<u8> {
    MONTHS.iter().position(|month| *month == name).map(|index| index as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_every_spelling() {
        assert_eq!(utc_text(1_781_502_981), "2026-06-15 05:56:21 UTC");
        assert_eq!(java_date(1_781_502_981), "Mon Jun 15 05:56:21 UTC 2026");
        assert_eq!(iso8601(1_781_502_981), "2026-06-15T05:56:21Z");
        assert_eq!(request_time(1_680_633_579), "04/Apr/2023:18:39:39 +0000");
        assert_eq!(java_date(0), "Thu Jan 01 00:00:00 UTC 1970");
        assert_eq!(utc_text(-1), "1969-12-31 23:59:59 UTC");
        assert_eq!(utc_text(951_782_400), "2000-02-29 00:00:00 UTC");
        assert_eq!(utc_text(4_107_542_399), "2100-02-28 23:59:59 UTC");
    }

    #[test]
    fn dates_come_back() {
        for day in -800_000..800_000i64 {
            let epoch_s = day * 86_400 + day.rem_euclid(86_400);
            assert_eq!(Utc::from_epoch(epoch_s).epoch(), Some(epoch_s));
        }
        for epoch_s in [0, 1_781_502_981, 253_402_300_799] {
            assert_eq!(parse_java_date(&java_date(epoch_s)), Some(epoch_s));
            assert_eq!(parse_request_time(&request_time(epoch_s)), Some(epoch_s));
        }
    }

    #[test]
    fn no_instant_and_no_text_is_too_much() {
        for epoch_s in [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX] {
            let _ = (utc_text(epoch_s), java_date(epoch_s), request_time(epoch_s), iso8601(epoch_s));
        }
        let utc = Utc { year: i64::MIN, month: 255, day: 255, hour: 255, minute: 255, second: 255 };
        assert_eq!(utc.epoch(), None);
        let _ = (utc.weekday(), utc.month_name());
        for text in ["", "Mon", "Tue Jun 15 05:56:21 UTC 2026", "Mon Jun 31 05:56:21 UTC 2026", "1/2/3:4:5:6 +0000"] {
            assert_eq!((parse_java_date(text), parse_request_time(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn distances_in_words() {
        for (seconds, words) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (89, "89 seconds"),
            (90, "1 minute"),
            (2_520, "42 minutes"),
            (3_600, "60 minutes"),
            (5_400, "1 hour"),
            (86_400, "24 hours"),
            (3 * 86_400 + 5, "3 days"),
            (100 * 86_400, "3 months"),
            (u64::MAX, "584554049253 years"),
        ] {
            assert_eq!(duration_words(seconds), words);
        }
    }
}
