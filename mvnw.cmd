@echo off
rem Runs Maven for this project, fetching it once where the machine has none that is recent enough: the
rem same as mvnw, in the same order. What is rarely needed is done in PowerShell, below the batch part.
setlocal EnableExtensions DisableDelayedExpansion

rem The mvn on the PATH may lead back here: asked for its version by mvnw, it must not ask again.
if defined MVNW_ASKS_VERSION exit /b 1

if defined JAVA_HOME if not exist "%JAVA_HOME%\bin\java.exe" (
  echo mvnw: JAVA_HOME is "%JAVA_HOME%", which has no bin\java.exe; set it to a JDK, 17 or newer>&2
  exit /b 1
)
if not defined JAVA_HOME (
  where /q java.exe || (
    echo mvnw: no java found; install a JDK, 17 or newer, or set JAVA_HOME to one>&2
    exit /b 1
  )
)

set "MVNW_PROPERTIES=%~dp0.mvn\wrapper\maven-wrapper.properties"
set "MVNW_VERSION="
for /f "usebackq tokens=1,2 delims==" %%A in ("%MVNW_PROPERTIES%") do if "%%A"=="mavenVersion" set "MVNW_VERSION=%%B"
if not defined MVNW_VERSION (
  echo mvnw: cannot read "%MVNW_PROPERTIES%">&2
  exit /b 1
)
set "MVNW_CACHE=%MAVEN_USER_HOME%"
if not defined MVNW_CACHE set "MVNW_CACHE=%USERPROFILE%\.m2"
for %%H in ("%MVNW_CACHE%\wrapper\dists\apache-maven-%MVNW_VERSION%") do set "MVNW_CACHE=%%~fH"
rem Put there by a single rename once all of it is checked and unpacked: what is there is complete.
set "MVNW_COMMAND=%MVNW_CACHE%\verified\bin\mvn.cmd"
if exist "%MVNW_COMMAND%" goto run

set "MVNW_COMMAND="
set "MVNW_SCRIPT=%~f0"
rem Not in quotes, as the arguments may have some of their own.
set MVNW_ARGUMENTS=%*
rem The module path of a newer PowerShell, where mvnw was called from one, makes Windows' own fail.
set "MVNW_MODULES=%PSModulePath%"
set "PSModulePath="
for /f "usebackq delims=" %%M in (`powershell -NoProfile -ExecutionPolicy Bypass -Command "$text = [IO.File]::ReadAllText($env:MVNW_SCRIPT); Invoke-Expression $text.Substring($text.IndexOf('#POWER' + 'SHELL'))"`) do set "MVNW_COMMAND=%%M"
set "PSModulePath=%MVNW_MODULES%"
if not defined MVNW_COMMAND exit /b 1

:run
rem Without "call", which would read the arguments a second time.
"%MVNW_COMMAND%" %*
exit /b

#POWERSHELL
# Its answer, on stdout, is the mvn to run; what the user is told goes to stderr.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # drawing it takes longer than the work
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$properties = @{}
foreach ($line in [IO.File]::ReadAllLines($env:MVNW_PROPERTIES)) {
    if ($line -match '^([^#=]+)=(\S+)') { $properties[$Matches[1]] = $Matches[2] }
}
$version = $env:MVNW_VERSION
$minimum = $properties['mavenMinimum']
$cache = $env:MVNW_CACHE
$work = "$cache\.fetch-" + [guid]::NewGuid().ToString('N').Substring(0, 8)
$zip = "$work\apache-maven-$version-bin.zip"
$tried = New-Object Collections.ArrayList

function Say([string] $text) { [Console]::Error.WriteLine("mvnw: $text") }

function Answer([string] $mvn) { [Console]::Out.WriteLine($mvn); exit 0 }

function Run([string] $program, [string[]] $arguments) {
    $ErrorActionPreference = 'Continue' # a line on the stderr of a program is not an error of this script
    (& $program @arguments 2>&1 | ForEach-Object { "$_" }) -join "`n"
}

function Get-Archive([string] $address, [Net.ICredentials] $login) {
    $client = New-Object Net.WebClient
    if ($login) { $client.Credentials = $login }
    $client.DownloadFile($address, $zip)
}

function Copy-WithOlderMaven { # of the options meant for Maven, those that say where it finds things count here too
    $words = @([regex]::Matches($given, '(?:"[^"]*"|[^\s"])+') | ForEach-Object { $_.Value.Replace('"', '') })
    $options = @('-B')
    for ($i = 0; $i -lt $words.Count; $i++) {
        if ($words[$i] -cmatch '^(-s|--settings|-gs|--global-settings)$') {
            $options += $words[$i], [IO.Path]::GetFullPath($words[++$i])
        } elseif ($words[$i] -cmatch '^(--settings|--global-settings|-Dmaven\.repo\.local)=(.+)') {
            $options += $Matches[1] + '=' + [IO.Path]::GetFullPath($Matches[2])
        } elseif ($words[$i] -cmatch '^(-o|--offline)$') { $options += $words[$i] }
    }
    $options += "org.apache.maven.plugins:maven-dependency-plugin:$($properties['dependencyPluginVersion']):copy"
    $options += "-Dartifact=org.apache.maven:apache-maven:${version}:zip:bin", "-DoutputDirectory=$work"
    # Away from the project, which an older Maven may be unable to read.
    Set-Location -LiteralPath $work
    $env:MAVEN_BASEDIR = $work
    $log = Run $older $options
    Set-Location -LiteralPath $cache
    if ($log -match '\[ERROR\] (.*)') { throw $Matches[1] }
}

function Attempt([string] $source, [scriptblock] $fetch) {
    Say "fetching Apache Maven $version $source"
    [void] $tried.Add($source)
    try {
        & $fetch | Out-Null
        $sum = (Get-FileHash -LiteralPath $zip -Algorithm SHA512).Hash
        if ($sum -ne $properties['sha512.zip']) { throw 'its SHA-512 is not the expected one' }
        Expand-Archive -LiteralPath $zip -DestinationPath $work -Force
        # It fails where another mvnw was faster, which is as good; also while a virus scanner reads the new files.
        for ($n = 1; -not [IO.File]::Exists("$cache\verified\bin\mvn.cmd"); $n++) {
            try { [IO.Directory]::Move("$work\apache-maven-$version", "$cache\verified") }
            catch { if ($n -eq 5) { throw }; Start-Sleep -Seconds 1 }
        }
        return $true
    } catch {
        Say "failed: $($_.Exception.Message)"
        return $false
    }
}

$given = "$env:MAVEN_ARGS $env:MVNW_ARGUMENTS"
$javaOptions = $env:MAVEN_OPTS
# Options of the project or the caller could change what a mvn answers, so it gets none.
$env:MAVEN_ARGS = $env:MAVEN_OPTS = $env:MAVEN_DEBUG_OPTS = ''
$env:MAVEN_BASEDIR = $env:SystemRoot
$env:MVNW_ASKS_VERSION = '1'
$older = $null
foreach ($folder in $env:PATH.Replace('"', '') -split ';') {
    foreach ($name in 'mvn.exe', 'mvn.cmd', 'mvn.bat') {
        $mvn = "$folder\$name"
        if ([IO.File]::Exists($mvn) -and (Run $mvn '--version') -match 'Apache Maven ((\d+\.\d+)[\d.]*)') {
            if ([version] $Matches[2] -ge [version] $minimum) { Answer $mvn }
            if (-not $older) { $older = $mvn; $olderVersion = $Matches[1] }
        }
    }
}
$env:MVNW_ASKS_VERSION = ''
$env:MAVEN_OPTS = $javaOptions

try { [void] [IO.Directory]::CreateDirectory($work) } catch { Say "cannot write to $cache"; exit 1 }
# What a killed mvnw left behind; no fetch takes a day.
Get-ChildItem -LiteralPath $cache -Filter '.fetch-*' | Where-Object { $_.LastWriteTime -lt (Get-Date).AddDays(-1) } |
    Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
$login = $null
if ($env:MVNW_USERNAME -and $env:MVNW_PASSWORD) {
    $login = New-Object Net.NetworkCredential($env:MVNW_USERNAME, $env:MVNW_PASSWORD)
}
$file = "apache-maven-$version-bin.zip"
try {
    $done = ($env:MVNW_REPOURL -and (Attempt 'from MVNW_REPOURL' {
            Get-Archive "$($env:MVNW_REPOURL.TrimEnd('/'))/org/apache/maven/apache-maven/$version/$file" $login })) -or
        ($older -and (Attempt "with $older" { Copy-WithOlderMaven })) -or
        (Attempt 'from the Apache archive' {
            Get-Archive "https://archive.apache.org/dist/maven/maven-$($version.Split('.')[0])/$version/binaries/$file" })
} finally {
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
}
if ($done) { Answer "$cache\verified\bin\mvn.cmd" }
$found = if ($older) { " ($older is $olderVersion)" }
Say ("no Maven $minimum or newer on the PATH$found, and $version could not be fetched (tried: $($tried -join ', ')). " +
    "Install Maven $minimum or newer, or set MVNW_REPOURL to a Maven repository that this machine can reach.")
exit 1
