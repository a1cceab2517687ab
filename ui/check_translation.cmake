# SPDX-License-Identifier: MIT
# cmake -DFILE=x.ts -P check_translation.cmake: fails while the file has an unfinished text.
file(READ ${FILE} text)
string(REGEX MATCHALL "type=\"unfinished\"" unfinished "${text}")
list(LENGTH unfinished count)
if(count GREATER 0)
    message(FATAL_ERROR "${FILE}: ${count} unfinished translations")
endif()
