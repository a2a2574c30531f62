// The grammar of dates: random instants in each of its forms, and years that stand
// beside.
#include "time/written_date.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
