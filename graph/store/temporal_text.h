// Dates and times as text, as FalkorDB 4.16 prints them.
//
// All four temporal types are whole seconds, proleptic Gregorian, without zones:
//   kLocalDateTime  since 1970-01-01T00:00:00                  2024-05-06T07:08:09
//   kDate           the midnight that begins the day           2024-05-06
//   kLocalTime      that time on 1900-01-01                    07:08:09
//   kDuration       from 1970-01-01T00:00:00 to that date plus the duration, so a month is a month of
//                   that calendar and not a number of days     P1Y2M3DT4H5M6S
#pragma once

#include <string>

#include "graph/store/value.h"

namespace graph {

// A moment on the calendar.
struct CivilTime {
  int64_t year;
  int month;  // from 1
  int day;    // from 1
  int hour;
  int minute;
  int second;
};

// Any number of seconds is a moment.
CivilTime CivilTimeOf(int64_t seconds);

std::string TemporalText(const Value& value);

}  // namespace graph
