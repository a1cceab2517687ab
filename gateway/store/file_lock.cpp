// SPDX-License-Identifier: MIT
#include "store/file_lock.h"

#ifdef Q_OS_WIN
#include <io.h>
#include <windows.h>
#else
#include <sys/file.h>

#include <cerrno>
#endif

namespace gateway {

#ifdef Q_OS_WIN
bool lockFile(QFile &file)
{
    OVERLAPPED range{};
    range.Offset = 0x7fffffff; // beyond the text: Windows' locks also keep readers out
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(file.handle()));
    return LockFileEx(handle, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &range);
}
#else
bool lockFile(QFile &file)
{
    int result = 0;
    do {
        result = ::flock(file.handle(), LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}
#endif

} // namespace gateway
