// SPDX-License-Identifier: MIT
#include "support/fake_clock.h"
