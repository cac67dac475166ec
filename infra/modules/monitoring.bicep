// Where telemetry goes, and who is written to when something is wrong.
@description('What every resource is named after.')
param name string
@description('Where it lies.')
param location string
@description('What it is marked with.')
param tags object
@description('Days for which telemetry is kept.')
param telemetryDays int
@description('Where alerts on the installation itself go.')
param operatorEmail string

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: telemetryDays
    // A loop that logs must not cost a fortune: beyond a gigabyte a day nothing is taken until the next.
    workspaceCapping: { dailyQuotaGb: 1 }
    // Only tokens open it.
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // The connection string then names the place and opens nothing: sending takes a token.
    DisableLocalAuth: true
    // Addresses of callers are nobody's business.
    DisableIpMasking: false
  }
}

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    // At most 12 characters; the name has 11.
    groupShortName: take(name, 12)
    enabled: true
    emailReceivers: [ { name: 'operator', emailAddress: operatorEmail, useCommonAlertSchema: true } ]
  }
}

@description('The workspace that logs go to.')
output workspaceId string = workspace.id
@description('Application Insights.')
output insightsId string = insights.id
@description('Its name.')
output insightsName string = insights.name
@description('Where telemetry is sent; no secret, as sending takes a token.')
output insightsConnection string = insights.properties.ConnectionString
@description('Who is written to.')
output actionGroupId string = operators.id
