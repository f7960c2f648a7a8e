package com.amazonaws.services.lambda.runtime.events;

import java.util.Map;

/** The members that handlers read, as the library has them. */
public abstract class APIGatewayV2HTTPEvent {
    public abstract RequestContext getRequestContext();
    public abstract Map<String, String> getPathParameters();
    public abstract Map<String, String> getQueryStringParameters();
    public abstract String getBody();
    public abstract boolean getIsBase64Encoded();

    public abstract static class RequestContext {
        public abstract Authorizer getAuthorizer();

        public abstract static class Authorizer {
            public abstract JWT getJwt();
            public abstract Map<String, Object> getLambda();
            public abstract IAM getIam();

            public abstract static class JWT {
                public abstract Map<String, String> getClaims();
            }
        }
    }

    public abstract static class IAM {
        public abstract String getUserArn();
        public abstract String getAccountId();
    }
}
