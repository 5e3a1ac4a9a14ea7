; UNTESTED: written to the same plan as the Debian package, on a machine without Windows.
;
; An installer made by Inno Setup 6 of the bundle that `python packaging/dev.py bundle` leaves in dist\ckpt-viewer:
;     iscc /DVersion=0.1.0 packaging\windows\ckpt-viewer.iss
; It installs for the person who runs it, offers to open checkpoints, and takes all of it away again.

#ifndef Version
  #error Give the version: iscc /DVersion=...
#endif

[Setup]
AppId={{6C3D9A52-6C0B-4C59-9B62-5E7B2B7D8C11}
AppName=Checkpoint Viewer
AppVersion={#Version}
AppPublisher=The ckpt_viewer authors
DefaultDirName={autopf}\ckpt-viewer
DefaultGroupName=Checkpoint Viewer
PrivilegesRequired=lowest
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
ChangesEnvironment=yes
Compression=lzma2
SolidCompression=yes
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=ckpt-viewer-{#Version}-setup
UninstallDisplayIcon={app}\ckpt-viewer.exe

[Tasks]
Name: associate; Description: "Offer this program for .pth, .pt, .ckpt and .safetensors files"
Name: path; Description: "Make the command ckpt available in terminals"; Flags: unchecked

[Files]
Source: "..\..\dist\ckpt-viewer\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Checkpoint Viewer"; Filename: "{app}\ckpt-viewer.exe"

[Registry]
Root: HKA; Subkey: "Software\Classes\ckpt_viewer.checkpoint"; ValueType: string; ValueData: "PyTorch checkpoint"; Flags: uninsdeletekey; Tasks: associate
Root: HKA; Subkey: "Software\Classes\ckpt_viewer.checkpoint\DefaultIcon"; ValueType: string; ValueData: "{app}\ckpt-viewer.exe,0"; Tasks: associate
Root: HKA; Subkey: "Software\Classes\ckpt_viewer.checkpoint\shell\open\command"; ValueType: string; ValueData: """{app}\ckpt-viewer.exe"" ""%1"""; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.pth\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.checkpoint"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.pt\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.checkpoint"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.ckpt\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.checkpoint"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.safetensors\OpenWithProgids"; ValueType: string; ValueName: "ckpt_viewer.checkpoint"; Flags: uninsdeletevalue; Tasks: associate
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath

[Run]
Filename: "{app}\ckpt-viewer.exe"; Description: "Start Checkpoint Viewer"; Flags: postinstall nowait skipifsilent

[Code]
function NotOnPath: Boolean;
var
  Known: string;
begin
  Known := '';
  RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Known);
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Known) + ';') = 0;
end;
