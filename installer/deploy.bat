@echo off
rem SPDX-License-Identifier: MIT
rem
rem Builds API Gateway on Windows and starts it. NOT TESTED YET: the project is built and tested on Debian; this is
rem the recipe as its parts document it. Reports are welcome.
rem
rem Needs: Visual Studio 2022 (Desktop development with C++: compiler, CMake, Ninja), Git, and vcpkg with VCPKG_ROOT
rem set. Run it in a "x64 Native Tools Command Prompt". The first run builds Qt, which takes an hour or more.
rem
rem   installer\deploy.bat              the window
rem   installer\deploy.bat --headless   the service in this console, until Ctrl+C
setlocal
set "TREE=%~dp0.."
set "BUILD=%TREE%\build\release"
set "TRIPLET=x64-windows"

if not defined VCPKG_ROOT (
    echo deploy: VCPKG_ROOT is not set. Install vcpkg and set VCPKG_ROOT to its folder.
    exit /b 1
)
where cl >nul 2>nul
if errorlevel 1 (
    echo deploy: no compiler. Run this in a "x64 Native Tools Command Prompt for VS 2022".
    exit /b 1
)

"%VCPKG_ROOT%\vcpkg.exe" install --triplet %TRIPLET% "qtbase[core,network,sql-sqlite,widgets,printsupport,testlib]" ^
    qthttpserver qtcharts qtsvg qttools qtkeychain-qt6 libsodium simdjson cli11 tl-expected libqrencode pkgconf
if errorlevel 1 exit /b 1

pushd "%TREE%"
cmake --preset release -DCMAKE_TOOLCHAIN_FILE="%VCPKG_ROOT%\scripts\buildsystems\vcpkg.cmake" ^
    -DVCPKG_TARGET_TRIPLET=%TRIPLET% -DPKG_CONFIG_EXECUTABLE="%VCPKG_ROOT%\installed\%TRIPLET%\tools\pkgconf\pkgconf.exe"
if errorlevel 1 (
    popd
    exit /b 1
)
cmake --build "%BUILD%"
if errorlevel 1 (
    popd
    exit /b 1
)
popd

set "PATH=%VCPKG_ROOT%\installed\%TRIPLET%\bin;%PATH%"
set "QT_PLUGIN_PATH=%VCPKG_ROOT%\installed\%TRIPLET%\Qt6\plugins"
if "%~1"=="--headless" (
    "%BUILD%\app\headless\api-gatewayd.exe" serve
    exit /b
)
start "" "%BUILD%\app\desktop\api-gateway.exe"
