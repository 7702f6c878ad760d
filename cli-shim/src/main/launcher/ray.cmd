@echo off
rem Starts the program on Windows with the Java that JAVA_HOME or PATH names. Installed twice: as
rem ray.cmd, and as ray-job.cmd, by which name the program knows that "job" is implied. The same
rem JVM options as in the launcher for other systems, but for what that finds out about terminals
rem and the work ahead; no class-data archive; and nothing is handed on to another ray on PATH.
rem
rem An argument with one of the characters that cmd.exe gives a meaning has to stand in quotes.
rem
rem No parentheses around blocks and no "call": both would read the arguments or paths once more.
setlocal EnableExtensions DisableDelayedExpansion

set "rayjobs_name=ray job"
if /i "%~n0"=="ray-job" set "rayjobs_name=ray-job"
for %%I in ("%~dp0..") do set "rayjobs_home=%%~fI"
if not "%rayjobs_home:;=%"=="%rayjobs_home%" goto semicolon

set "rayjobs_java="
if defined JAVA_HOME goto java_home
for %%I in (java.exe) do set "rayjobs_java=%%~$PATH:I"
if defined rayjobs_java goto java_found
>&2 echo Error: no Java found: JAVA_HOME is not set and there is no java.exe on PATH. Install a Java runtime of version 17 or newer, or set JAVA_HOME.
exit /b 2

:java_home
set "rayjobs_java=%JAVA_HOME:"=%\bin\java.exe"
if exist "%rayjobs_java%" goto java_found
>&2 echo Error: there is no "%rayjobs_java%", where JAVA_HOME leads. Set JAVA_HOME to a Java of version 17 or newer, or unset it to use the one on PATH.
exit /b 2

:semicolon
>&2 echo Error: this program cannot run from a folder with ";" in its name: "%rayjobs_home%".
exit /b 2

rem A Java says its version in the file "release"; only where that is missing it is asked.
:java_found
set "rayjobs_version="
for %%I in ("%rayjobs_java%") do set "rayjobs_release=%%~dpI..\release"
if not exist "%rayjobs_release%" goto ask_java
for /f "usebackq tokens=1,2 delims==" %%A in ("%rayjobs_release%") do if "%%A"=="JAVA_VERSION" set "rayjobs_version=%%~B"
:ask_java
if defined rayjobs_version goto check_version
setlocal
set "RAY_AUTH_TOKEN="
set "RAY_JOB_HEADERS="
set "RAY_JOB_CLIENT_KEY_PASSWORD="
for /f "usebackq tokens=2,3" %%A in (`^""%rayjobs_java%" -version 2^>^&1^"`) do if "%%A"=="version" set "rayjobs_version=%%~B"
endlocal & set "rayjobs_version=%rayjobs_version%"
:check_version
set "rayjobs_feature=0"
for /f "tokens=1 delims=.-+_" %%A in ("%rayjobs_version%") do set "rayjobs_feature=%%A"
if not "%rayjobs_feature%"=="1" goto compare_version
for /f "tokens=2 delims=.-+_" %%A in ("%rayjobs_version%") do set "rayjobs_feature=%%A"
:compare_version
if %rayjobs_feature% GEQ 17 goto start
>&2 echo Error: Java 17 or newer is needed, and "%rayjobs_java%" is of version %rayjobs_version%. Install a newer one, or set JAVA_HOME to it.
exit /b 2

:start
"%rayjobs_java%" -Xshare:auto -XX:+UseSerialGC -XX:MaxRAM=16g -Xmn8m -XX:-UsePerfData -Dfile.encoding=UTF-8 "-Drayjobs.name=%rayjobs_name%" %RAYJOBS_JAVA_OPTIONS% -cp "%rayjobs_home%\lib\*;%rayjobs_home%\plugins\*" dev.rayjobs.cli.Main %*
exit /b %ERRORLEVEL%
