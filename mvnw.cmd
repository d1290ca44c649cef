@echo off
rem Builds Fairway with the Maven of .mvn\wrapper\maven-wrapper.properties on a JDK 25, finding or fetching both.
rem Usage: mvnw [Maven's arguments], such as mvnw verify
setlocal
set "HERE=%~dp0"

rem -- a JDK 25: JAVA_HOME, the usual folders, SDKMAN, .jdks; any other version is passed over
set "FOUND="
call :consider "%JAVA_HOME%"
for /d %%P in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\*" "%ProgramFiles%\Zulu\*" "%USERPROFILE%\.sdkman\candidates\java\*" "%USERPROFILE%\.jdks\*") do call :consider "%%~P"
if not defined FOUND (
  echo Fairway needs a JDK 25 and found none: install one, for example Temurin 25, or set JAVA_HOME to it. 1>&2
  exit /b 1
)
set "JAVA_HOME=%FOUND%"

rem -- the Maven this build names, fetched once and checked
for /f "tokens=1,* delims==" %%A in ('findstr /r "^distribution" "%HERE%.mvn\wrapper\maven-wrapper.properties"') do set "%%A=%%B"
if defined MVNW_REPOURL for /f "delims=" %%U in ('powershell -NoProfile -Command "$env:distributionUrl -replace '^.*/maven2', $env:MVNW_REPOURL.TrimEnd('/')"') do set "distributionUrl=%%U"
set "MAVEN=%USERPROFILE%\.m2\wrapper\dists\apache-maven-%distributionSha512Sum:~0,16%"
if not exist "%MAVEN%\bin\mvn.cmd" (
  echo Fetching Maven ^(once^): %distributionUrl% 1>&2
  powershell -NoProfile -Command "$ErrorActionPreference='Stop'; $ProgressPreference='SilentlyContinue'; $draft=$env:MAVEN+'.draft'; Remove-Item -Recurse -Force $draft -ErrorAction Ignore; New-Item -ItemType Directory -Force $draft | Out-Null; $zip=$draft+'\maven.zip'; Invoke-WebRequest $env:distributionUrl -OutFile $zip; if ((Get-FileHash $zip -Algorithm SHA512).Hash -ne $env:distributionSha512Sum) { throw 'SHA-512 differs: nothing was installed' }; Expand-Archive $zip $draft; Move-Item (Get-Item ($draft+'\apache-maven-*')).FullName $env:MAVEN; Remove-Item -Recurse -Force $draft" || (
    echo mvnw: cannot install Maven from %distributionUrl%: check the network, or set MVNW_REPOURL to a mirror of Maven Central 1>&2
    exit /b 1
  )
)
set "MAVEN_PROJECTBASEDIR=%HERE:~0,-1%"
call "%MAVEN%\bin\mvn.cmd" %*
exit /b %ERRORLEVEL%

:consider
if defined FOUND exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
findstr /r /c:"^JAVA_VERSION=.25[.+\"-]" "%~1\release" >nul 2>&1 && set "FOUND=%~1"
exit /b 0
