#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
.SYNOPSIS
Installs IOCP Streaming as a Windows service, opens its port in the firewall, and starts it; or removes it.
.EXAMPLE
.\install-service.ps1 -Jar .\streaming-service-0.1.0-SNAPSHOT-exec.jar -WinSW .\WinSW-x64.exe
.EXAMPLE
.\install-service.ps1 -Remove
#>
[CmdletBinding(DefaultParameterSetName = 'Install')]
param(
    # The executable jar.
    [Parameter(Mandatory, ParameterSetName = 'Install')] [string] $Jar,
    # The program of WinSW, from https://github.com/winsw/winsw/releases.
    [Parameter(Mandatory, ParameterSetName = 'Install')] [string] $WinSW,
    # The Java to run it with: 17 or later, 64 bits.
    [Parameter(ParameterSetName = 'Install')] [string] $Java,
    # The port to open in the firewall; 0 opens none.
    [Parameter(ParameterSetName = 'Install')] [int] $Port = 9000,
    # Stops and removes the service and its rule in the firewall. Settings, logs and recordings stay.
    [Parameter(Mandatory, ParameterSetName = 'Remove')] [switch] $Remove
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$name = 'iocp-streaming'
$rule = 'IOCP Streaming'
$program = Join-Path $env:ProgramFiles 'IOCP Streaming'
$data = Join-Path $env:ProgramData 'IOCP Streaming'
$wrapper = Join-Path $program "$name.exe"

function Invoke-Checked([string] $command, [string[]] $arguments) {
    & $command @arguments
    if ($LASTEXITCODE -ne 0) {
        throw "$command $arguments ended with $LASTEXITCODE"
    }
}

if (Get-Service -Name $name -ErrorAction SilentlyContinue) {
    Stop-Service -Name $name
    Invoke-Checked $wrapper @('uninstall')
}
Get-NetFirewallRule -DisplayName $rule -ErrorAction SilentlyContinue | Remove-NetFirewallRule
if ($Remove) {
    return
}

if (-not $Java) {
    $Java = if ($env:JAVA_HOME) { Join-Path $env:JAVA_HOME 'bin\java.exe' } else { (Get-Command java.exe).Source }
}
if (-not (Test-Path $Java)) {
    throw "There is no Java at $Java. Name one with -Java."
}

New-Item -ItemType Directory -Force -Path $program, $data, "$data\logs", "$data\temp" | Out-Null
Copy-Item -Force $Jar (Join-Path $program 'streaming-service.jar')
Copy-Item -Force $WinSW $wrapper
$configuration = [xml](Get-Content -Raw -Path (Join-Path $PSScriptRoot "$name.xml"))
$configuration.service.executable = [string] (Resolve-Path $Java)
$configuration.Save((Join-Path $program "$name.xml"))
$settings = Join-Path $data 'application.yaml'
if (-not (Test-Path $settings)) {
    Copy-Item (Join-Path $PSScriptRoot '..\application.yaml') $settings
}

Invoke-Checked $wrapper @('install')
# An account of the service's own, without a password and with no rights but those given here.
$account = "NT SERVICE\$name"
Invoke-Checked 'sc.exe' @('config', $name, 'obj=', $account)
# Administrators and the system may do all; the service may write here, and nobody else may read the settings.
Invoke-Checked 'icacls.exe' @(
    $data, '/inheritance:r', '/grant', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-18:(OI)(CI)F', "${account}:(OI)(CI)M")
if ($Port -ne 0) {
    New-NetFirewallRule -DisplayName $rule -Direction Inbound -Protocol TCP -LocalPort $Port -Action Allow | Out-Null
}
Start-Service -Name $name
Get-Service -Name $name
