// What the operator is written to about: the app fails or is not ready, messages are put aside, storage refuses, the month becomes dear.
@description('What every resource is named after.')
param name string
@description('Where it lies.')
param location string
@description('What it is marked with.')
param tags object
@description('Where the app answers.')
param appUrl string
@description('Whether Azure asks if it is ready.')
param watchHealth bool
@description('Application Insights.')
param insightsId string
@description('The storage account.')
param storageId string
@description('The Service Bus; empty for none.')
param busId string
@description('Who is written to.')
param actionGroupId string
@description('The most that a month should cost; 0 for no budget.')
param monthlyBudget int
@description('The first day of the month from which on the budget counts; empty for no budget.')
param budgetFrom string
@description('Where word of the budget goes.')
param operatorEmail string

// Each is asked over a quarter of an hour. There are no requests to count: their paths hold people's links, and host.json has them not sent. So the first counts lines of our console
// that tell of a failure, and what the host says of an invocation that failed, which is an exception where it has one. The second looks for the words with which the host's extension puts a message into its poison queue: Azure counts no queue by its name.
var questions = [
  {
    name: 'failures'
    title: 'functions fail'
    about: 'Ten or more failures were told within a quarter of an hour: docs/operations.md.'
    query: 'union traces, (exceptions | extend message = strcat(tostring(customDimensions.FormattedMessage), " ", outerMessage)) | where message contains " fail: " or message contains " crit: " or (message has "Executed" and message contains "(Failed")'
    threshold: 10
    severity: 1
  }
  {
    name: 'poison'
    title: 'messages are put aside'
    about: 'A message failed five times and lies in its poison queue: docs/operations.md, poison queues.'
    query: 'traces | where message has "MaxDequeueCount" and message has "poison"'
    threshold: 1
    severity: 2
  }
]

resource asked 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = [for one in questions: {
  name: 'alert-${name}-${one.name}'
  location: location
  tags: tags
  properties: {
    displayName: 'Relais ${name}: ${one.title}'
    description: one.about
    severity: one.severity
    enabled: true
    scopes: [ insightsId ]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    // Nothing has been sent yet when this is deployed first.
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: one.query
          timeAggregation: 'Count'
          operator: 'GreaterThanOrEqual'
          threshold: one.threshold
        }
      ]
    }
    actions: { actionGroups: [ actionGroupId ] }
  }
}]

resource refusals 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${name}-storage'
  location: 'global'
  tags: tags
  properties: {
    description: 'Storage answered less than 99 of 100 requests within a quarter of an hour.'
    severity: 2
    enabled: true
    scopes: [ storageId ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'availability'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'Availability'
          operator: 'LessThan'
          threshold: 99
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [ { actionGroupId: actionGroupId } ]
  }
}

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(busId)) {
  name: 'alert-${name}-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages that failed five times lie in a dead-letter queue: docs/operations.md, poison queues.'
    severity: 2
    enabled: true
    scopes: [ busId ]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'DeadletteredMessages'
          operator: 'GreaterThan'
          threshold: 0
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [ { actionGroupId: actionGroupId } ]
  }
}

// Two places in Europe, each 96 times a day: every question is paid for.
resource ready 'Microsoft.Insights/webtests@2022-06-15' = if (watchHealth) {
  name: 'ready-${name}'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    Name: 'ready-${name}'
    SyntheticMonitorId: 'ready-${name}'
    Kind: 'standard'
    Enabled: true
    Frequency: 900
    // A start from nothing takes seconds.
    Timeout: 60
    RetryEnabled: true
    Locations: [ { Id: 'emea-nl-ams-azr' }, { Id: 'emea-gb-db3-azr' } ]
    Request: {
      RequestUrl: '${appUrl}/api/health/ready'
      HttpVerb: 'GET'
      ParseDependentRequests: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
    }
  }
}

resource notReady 'Microsoft.Insights/metricAlerts@2018-03-01' = if (watchHealth) {
  name: 'alert-${name}-ready'
  location: 'global'
  tags: tags
  properties: {
    description: '/api/health/ready did not answer with 200 to both places: docs/operations.md.'
    severity: 1
    enabled: true
    scopes: [ ready.id, insightsId ]
    evaluationFrequency: 'PT5M'
    // Longer than the time between two questions.
    windowSize: 'PT30M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: ready.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: [ { actionGroupId: actionGroupId } ]
  }
}

resource budget 'Microsoft.Consumption/budgets@2023-05-01' = if (monthlyBudget > 0 && !empty(budgetFrom)) {
  name: 'budget-${name}'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetFrom }
    notifications: {
      half: { enabled: true, operator: 'GreaterThanOrEqualTo', threshold: 50, contactEmails: [ operatorEmail ] }
      all: { enabled: true, operator: 'GreaterThanOrEqualTo', threshold: 100, contactEmails: [ operatorEmail ] }
      forecast: { enabled: true, operator: 'GreaterThanOrEqualTo', threshold: 100, thresholdType: 'Forecasted', contactEmails: [ operatorEmail ] }
    }
  }
}
