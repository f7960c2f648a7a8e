package com.amazonaws.services.lambda.runtime.events;

import java.util.Map;

/** The members that handlers read, as the library has them. */
public abstract class APIGatewayProxyRequestEvent {
    public abstract ProxyRequestContext getRequestContext();
    public abstract Map<String, String> getPathParameters();
    public abstract Map<String, String> getQueryStringParameters();
    public abstract String getBody();
    public abstract Boolean getIsBase64Encoded();

    public abstract static class ProxyRequestContext {
        public abstract Map<String, Object> getAuthorizer();
        public abstract RequestIdentity getIdentity();
    }

    public abstract static class RequestIdentity {
        public abstract String getUserArn();
        public abstract String getAccountId();
    }
}
