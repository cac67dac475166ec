// Who the app is: nothing that it opens has a password.
@description('What every resource is named after.')
param name string
@description('Where it lies.')
param location string
@description('What it is marked with.')
param tags object

// Of its own, not the app's: roles are given before the app is there, and stay when it is made anew.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}'
  location: location
  tags: tags
}

@description('The resource id.')
output id string = identity.id
@description('The name.')
output name string = identity.name
@description('Who roles are given to.')
output principalId string = identity.properties.principalId
@description('Who tokens are asked for.')
output clientId string = identity.properties.clientId
